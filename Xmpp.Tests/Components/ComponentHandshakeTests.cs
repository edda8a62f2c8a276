using Xmpp.Server.Components;

namespace Xmpp.Tests.Components;

[Spec("XEP-0114", "3"), Case("S2S-12")]
public class ComponentHandshakeTests
{
    // printf '3BF96D32secret' | sha1sum
    private const string Known = "b09ea9b3b7f586be8a08d0a3dd7466f110aeb136";

    [Test]
    public void It_is_the_SHA1_of_stream_id_and_secret_in_lower_case()
    {
        Assert.That(ComponentHandshake.Digest("3BF96D32", "secret"), Is.EqualTo(Known));
        Assert.That(ComponentHandshake.Matches(Known, "3BF96D32", "secret"), Is.True);
    }

    [TestCase("")]
    [TestCase("B09EA9B3B7F586BE8A08D0A3DD7466F110AEB136")]
    [TestCase(Known + " ")]
    [TestCase("0000000000000000000000000000000000000000")]
    [TestCase("\u00e4")]
    public void Anything_else_is_refused(string given) =>
        Assert.That(ComponentHandshake.Matches(given, "3BF96D32", "secret"), Is.False);
}
