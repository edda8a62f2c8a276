using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Reports;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Reports;

namespace Xmpp.Tests.Features.Reports;

/// <summary>XEP-0377 §4, §6.</summary>
public class ReportRulesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example");

    [Test, Spec("XEP-0377", "6")]
    public void A_whole_report()
    {
        var report = Read("""
            <report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'>
              <stanza-id xmlns='urn:xmpp:sid:0' by='romeo@verona.example' id='28482'/>
              <stanza-id xmlns='urn:xmpp:sid:0' by='romeo@verona.example' id='38383'/>
              <stanza-id xmlns='urn:xmpp:sid:0' by='romeo@verona.example'/>
              <text xml:lang='en'> Never came trouble. </text><third-party/>
            </report>
            """);
        Assert.Multiple(() =>
        {
            Assert.That(report?.Reason, Is.EqualTo("urn:xmpp:reporting:spam"));
            Assert.That(report?.Text, Is.EqualTo("Never came trouble."));
            Assert.That(report?.StanzaIds, Is.EqualTo(new[] { "28482", "38383" }));
            Assert.That((report?.Reporter, report?.Reported), Is.EqualTo((s_juliet, s_romeo)));
            Assert.That((report?.IsForOrigin, report?.IsForThirdParties), Is.EqualTo(((bool?)false, (bool?)true)));
        });
    }

    [TestCase("")]
    [TestCase("<report xmlns='urn:xmpp:reporting:1'/>")]
    [TestCase("<report xmlns='urn:xmpp:reporting:1' reason=''/>")]
    [TestCase("<report xmlns='urn:xmpp:reporting:0' reason='urn:xmpp:reporting:spam'/>")]
    [Spec("XEP-0377", "4")]
    public void No_report(string content) => Assert.That(Read(content), Is.Null);

    [Test]
    public void A_reason_of_any_length_is_no_reason() =>
        Assert.That(Read($"<report xmlns='urn:xmpp:reporting:1' reason='{new string('x', 257)}'/>"), Is.Null);

    [Test]
    public void Words_and_messages_are_cut_to_the_settings()
    {
        var options = new ReportsOptions { MaxText = 3, MaxStanzaIds = 1 };
        var report = Read(
            "<report xmlns='urn:xmpp:reporting:1' reason='r'><text>ab\U0001F600</text>"
            + "<stanza-id xmlns='urn:xmpp:sid:0' id='1'/><stanza-id xmlns='urn:xmpp:sid:0' id='2'/></report>",
            options);
        Assert.Multiple(() =>
        {
            Assert.That(report?.Text, Is.EqualTo("ab"), "not in the middle of a character");
            Assert.That(report?.StanzaIds, Is.EqualTo(new[] { "1" }));
        });
    }

    private static AbuseReport? Read(string content, ReportsOptions? options = null) => ReportRules.Read(
        Wire.XmlFragment.Read($"<item xmlns='urn:xmpp:blocking'>{content}</item>", "jabber:client"),
        s_juliet, s_romeo, default, options ?? new ReportsOptions());
}
