using Xmpp.Server.Features.Archive;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0441", "2.3"), Case("MAM-10")]
public class ArchivePreferenceRulesTests
{
    // always; never; contact; outcome with the default "roster", null for the default's own
    [TestCase("", "", "romeo@verona.example/a", null)]
    [TestCase("romeo@verona.example", "", "romeo@verona.example/a", ArchivePolicy.Always)]
    [TestCase("romeo@verona.example", "", "romeo@verona.example", ArchivePolicy.Always)]
    [TestCase("romeo@verona.example/a", "", "romeo@verona.example/a", ArchivePolicy.Always)]
    [TestCase("romeo@verona.example/a", "", "romeo@verona.example/b", null)]
    [TestCase("romeo@verona.example/a", "", "romeo@verona.example", null)]
    [TestCase("", "romeo@verona.example", "romeo@verona.example/a", ArchivePolicy.Never)]
    [TestCase("", "romeo@verona.example/a", "romeo@verona.example/a", ArchivePolicy.Never)]
    [TestCase("", "romeo@verona.example/a", "romeo@verona.example/b", null)]
    [TestCase("romeo@verona.example", "romeo@verona.example/a", "romeo@verona.example/a", ArchivePolicy.Never)]
    [TestCase("romeo@verona.example", "romeo@verona.example/a", "romeo@verona.example/b", ArchivePolicy.Always)]
    [TestCase("romeo@verona.example/a", "romeo@verona.example", "romeo@verona.example/a", ArchivePolicy.Never)]
    [TestCase("verona.example", "", "romeo@verona.example", null)]
    public void What_the_lists_say(string always, string never, string contact, ArchivePolicy? expected)
    {
        foreach (var policy in Enum.GetValues<ArchivePolicy>())
        {
            var preferences = new ArchivePreferences(policy, [.. List(always)], [.. List(never)]);
            Assert.That(
                ArchivePreferenceRules.PolicyFor(preferences, Jid.Parse(contact)), Is.EqualTo(expected ?? policy));
        }
    }

    private static IEnumerable<Jid> List(string jids) =>
        jids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Jid.Parse);
}
