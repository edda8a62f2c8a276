using System.Xml.Linq;
using Xmpp.Server.Components.Privileges;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Components.Privileges;

[Spec("XEP-0356", "8")]
public class SeenContactsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_nurse = Jid.Parse("nurse@capulet.example");
    private static readonly Jid s_orchard = Jid.Parse("romeo@montague.example/orchard");
    private static readonly Jid s_hall = Jid.Parse("romeo@montague.example/hall");

    [Test]
    public void The_same_presence_is_new_once()
    {
        var seen = new SeenContacts(10, 20, 4096);
        Assert.That(seen.Add(s_juliet, Shown("away"), s_orchard), Is.True);
        Assert.That(seen.Add(s_nurse, Shown("away"), s_orchard), Is.False, "the other account's copy");
        Assert.That(seen.Add(s_nurse, Shown("dnd"), s_orchard), Is.True, "another one");
        Assert.That(seen.Add(s_juliet, Shown("dnd"), s_orchard), Is.False);
    }

    [Test]
    public void He_is_gone_when_nobody_sees_him()
    {
        var seen = new SeenContacts(10, 20, 4096);
        seen.Add(s_juliet, Shown("away"), s_orchard);
        seen.Add(s_nurse, Shown("away"), s_orchard);
        seen.Add(s_juliet, Shown("away"), s_hall);
        Assert.That(seen.Remove(s_juliet, s_orchard), Is.Empty);
        Assert.That(seen.Remove(s_juliet, s_orchard), Is.Empty, "it does not see him already");
        Assert.That(seen.Remove(s_juliet, s_orchard.Bare), Is.EqualTo(new[] { s_hall }), "a bare address stands for all that are left");
        Assert.That(seen.Remove(s_nurse, s_orchard), Is.EqualTo(new[] { s_orchard }));
        Assert.That(seen.Contacts, Is.Empty);
    }

    [Test]
    public void So_many_are_kept_and_room_comes_back()
    {
        var seen = new SeenContacts(2, 20, 4096);
        seen.Add(s_juliet, Shown("away"), s_orchard);
        seen.Add(s_juliet, Shown("away"), s_hall);
        Assert.That(seen.Add(s_nurse, Shown("dnd"), s_orchard), Is.False);
        Assert.That(seen.Add(s_juliet, Shown("dnd"), s_orchard), Is.True, "it is there already");
        Assert.That(seen.Remove(s_juliet, s_hall), Is.EqualTo(new[] { s_hall }));
        Assert.That(seen.Add(s_nurse, Shown("xa"), s_orchard), Is.True);
    }

    [Test]
    public void One_contact_leaves_room_for_others()
    {
        var seen = new SeenContacts(10, 2, 4096);
        for (var i = 0; i < 5; i++)
            Assert.That(seen.Add(s_juliet, Shown("away"), Jid.Parse($"tybalt@montague.example/{i}")), Is.EqualTo(i < 2));
        Assert.That(seen.Add(s_juliet, Shown("away"), s_orchard), Is.True);
        seen.Remove(s_juliet, Jid.Parse("tybalt@montague.example/0"));
        Assert.That(seen.Add(s_juliet, Shown("away"), Jid.Parse("tybalt@montague.example/9")), Is.True);
    }

    [Test]
    public void A_large_presence_is_told_once_and_not_kept()
    {
        var seen = new SeenContacts(10, 20, 4096);
        Assert.That(seen.Add(s_juliet, (Presence)Shown("away").WithSize(4097), s_orchard), Is.True);
        Assert.That(seen.Add(s_nurse, (Presence)Shown("away").WithSize(4097), s_orchard), Is.False, "the other account's copy");
        Assert.That(seen.PresencesOf(s_orchard.Bare), Is.Empty);
        Assert.That(seen.Add(s_juliet, (Presence)Shown("dnd").WithSize(4097), s_orchard), Is.True, "another one");
        Assert.That(seen.Add(s_juliet, Shown("xa"), s_orchard), Is.True);
        Assert.That(seen.PresencesOf(s_orchard.Bare).Count(), Is.EqualTo(1));
        Assert.That(seen.Remove(s_juliet, s_orchard), Is.Empty);
        Assert.That(seen.Remove(s_nurse, s_orchard), Is.EqualTo(new[] { s_orchard }));
    }

    private static Presence Shown(string show) =>
        new(new XElement(XmppNames.Presence, new XElement(XmppNames.Client + "show", show)), s_orchard, null, null, null, PresenceType.Available);
}
