using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Core;

namespace Xmpp.Tests.Roster;

[Spec("RFC 6121", "2.3.3"), Case("ROS-02")]
public class RosterSetTests
{
    private static readonly LimitOptions s_limits = new() { NameLength = 16, GroupsPerItem = 2 };

    private static readonly (string Name, XElement Query, StanzaError Error)[] s_refused =
    [
        ("no item", Query(), StanzaError.BadRequest),
        ("two items", Query(Item("nurse@capulet.example"), Item("tybalt@capulet.example")), StanzaError.BadRequest),
        ("another element", Query(new XElement(RosterNames.Ns + "other")), StanzaError.BadRequest),
        ("no jid", Query(new XElement(RosterNames.Item)), StanzaError.BadRequest),
        ("jid without localpart", Query(Item("@x")), StanzaError.JidMalformed),
        ("jid with blanks", Query(Item("a b@c")), StanzaError.JidMalformed),
        ("the same group twice", Query(Item("n@c.example", "A", "A")), StanzaError.BadRequest),
        ("an empty group", Query(Item("n@c.example", "")), StanzaError.NotAcceptable),
        ("a long group", Query(Item("n@c.example", new string('g', 17))), StanzaError.NotAcceptable),
        ("too many groups", Query(Item("n@c.example", "A", "B", "C")), StanzaError.NotAcceptable),
        ("a long name", Query(Named("n@c.example", new string('n', 17))), StanzaError.NotAcceptable),
    ];

    private static IEnumerable<TestCaseData> Refused =>
        s_refused.Select(r => new TestCaseData(r.Query, r.Error).SetArgDisplayNames(r.Name));

    [TestCaseSource(nameof(Refused))]
    public void What_a_set_may_not_contain(XElement query, StanzaError error) =>
        Assert.That(RosterSet.Read(query, s_limits, out _), Is.EqualTo(error));

    [Test]
    public void At_the_limits_it_is_accepted()
    {
        var item = Named("n@c.example", new string('n', 16));
        item.Add(new XElement(RosterNames.Group, new string('g', 16)), new XElement(RosterNames.Group, "B"));
        Assert.That(RosterSet.Read(Query(item), s_limits, out var set), Is.Null);
        Assert.That(set?.Groups.Length, Is.EqualTo(2));
    }

    [Test, Spec("RFC 6121", "2.1.2")]
    public void The_address_is_bare_and_prepared_and_the_servers_attributes_are_ignored()
    {
        var item = Item("Nurse@Capulet.EXAMPLE/x");
        item.Add(new XAttribute("subscription", "both"), new XAttribute("ask", "subscribe"), new XAttribute("approved", "true"));
        Assert.That(RosterSet.Read(Query(item), s_limits, out var set), Is.Null);
        Assert.Multiple(() =>
        {
            Assert.That(set?.Contact.ToString(), Is.EqualTo("nurse@capulet.example"));
            Assert.That(set?.IsRemoval, Is.False);
        });
    }

    [Test, Spec("RFC 6121", "2.4.1")]
    public void An_empty_name_removes_the_name()
    {
        RosterSet.Read(Query(Named("n@c.example", "")), s_limits, out var set);
        Assert.That(set, Is.Not.Null);
        Assert.That(set?.Name, Is.Null);
    }

    private static XElement Query(params XElement[] items) => new(RosterNames.Query, items.Cast<object>().ToArray());

    private static XElement Item(string jid, params string[] groups) => new(
        RosterNames.Item, new XAttribute("jid", jid), groups.Select(g => new XElement(RosterNames.Group, g)));

    private static XElement Named(string jid, string name) =>
        new(RosterNames.Item, new XAttribute("jid", jid), new XAttribute("name", name));
}
