using Xmpp.Server.Features.Carbons;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.Carbons;

/// <summary>Which errors answer a message that was copied (XEP-0280 §6.1).</summary>
public class CopiedMessagesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example/orchard");
    private static readonly Jid s_nurse = Jid.Parse("nurse@capulet.example");

    [Test]
    public void Only_what_was_added_is_there()
    {
        var copied = new CopiedMessages(1024);
        copied.Add(s_juliet, s_romeo.Bare, "1");
        copied.Add(s_juliet, s_romeo, null);
        Assert.Multiple(() =>
        {
            Assert.That(copied.Contains(s_juliet, s_romeo, "1"), Is.True, "answered by a resource");
            Assert.That(copied.Contains(s_juliet, s_romeo, "2"), Is.False);
            Assert.That(copied.Contains(s_juliet, s_romeo, null), Is.False);
            Assert.That(copied.Contains(s_juliet, s_nurse, "1"), Is.False);
            Assert.That(copied.Contains(s_nurse, s_romeo, "1"), Is.False);
        });
    }

    [Test]
    public void The_number_that_is_remembered_is_a_setting()
    {
        var copied = new CopiedMessages(1);
        copied.Add(s_juliet, s_romeo, "1");
        copied.Add(s_juliet, s_romeo, "2");
        Assert.Multiple(() =>
        {
            Assert.That(copied.Contains(s_juliet, s_romeo, "1"), Is.False);
            Assert.That(copied.Contains(s_juliet, s_romeo, "2"), Is.True);
        });
    }
}
