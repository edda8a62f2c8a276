using System.Text;
using Xmpp.Server.Streams.Sasl;

namespace Xmpp.Tests.Streams.Sasl;

[Spec("RFC 4505", "2"), Spec("XEP-0175", "3")]
public sealed class AnonymousMechanismTests
{
    [Test]
    public async Task Everybody_gets_another_address()
    {
        var accounts = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            var step = await new AnonymousMechanism("capulet.example").NextAsync(null, CancellationToken.None);
            var account = ((SaslStep.Success)step).Account;
            Assert.That(account.Domain, Is.EqualTo("capulet.example"));
            Assert.That(account.IsBare, Is.True);
            Assert.That(Guid.TryParseExact(account.Local, "D", out _), Is.True);
            accounts.Add(account.ToString());
        }
        Assert.That(accounts, Has.Count.EqualTo(50));
    }

    [TestCase(0, "x", true)]
    [TestCase(255, "x", true)]
    [TestCase(255, "\U0001F40E", true)]
    [TestCase(256, "x", false)]
    [TestCase(256, "\U0001F40E", false)]
    [TestCase(1, "\u0007", false)]
    [TestCase(1, "\0", false)]
    public async Task The_trace_has_at_most_255_characters_without_controls(int count, string text, bool accepted)
    {
        var trace = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, count)));
        var step = await new AnonymousMechanism("capulet.example").NextAsync(trace, CancellationToken.None);
        Assert.That(step, accepted ? Is.InstanceOf<SaslStep.Success>() : Is.InstanceOf<SaslStep.Failure>());
        if (!accepted)
            Assert.That(SaslFixture.Text(step), Is.EqualTo("malformed-request"));
    }

    [Test]
    public async Task A_trace_that_is_no_UTF8_is_malformed()
    {
        var step = await new AnonymousMechanism("capulet.example").NextAsync([0xFF], CancellationToken.None);
        Assert.That(SaslFixture.Text(step), Is.EqualTo("malformed-request"));
    }
}
