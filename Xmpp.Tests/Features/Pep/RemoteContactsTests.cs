using Xmpp.Server.Features.Pep;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.Pep;

[Case("PUB-03"), Case("PUB-04")]
public class RemoteContactsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example");

    [Test, Spec("XEP-0163", "4.3.3")]
    public void A_resource_is_new_until_it_goes()
    {
        var contacts = new RemoteContacts(10);
        Assert.That(Add(contacts, "romeo@montague.example/a"), Is.True);
        Assert.That(Add(contacts, "romeo@montague.example/a"), Is.False);
        Assert.That(Add(contacts, "romeo@montague.example/b"), Is.True);
        Assert.That(contacts.Of(s_juliet, s_romeo).Count(), Is.EqualTo(2));
        contacts.Remove(s_juliet, Jid.Parse("romeo@montague.example/a"));
        Assert.That(Add(contacts, "romeo@montague.example/a"), Is.True);
        contacts.Remove(s_juliet, s_romeo);
        Assert.That((contacts.Of(s_juliet, s_romeo).Count(), contacts.Count), Is.EqualTo((0, 0)));
    }

    [Test, Case("ABU-08")]
    public void There_are_only_so_many()
    {
        var contacts = new RemoteContacts(3);
        for (var i = 0; i < 10; i++)
            Add(contacts, $"romeo@montague.example/{i}");
        Assert.That(contacts.Count, Is.EqualTo(3));
        Assert.That(Add(contacts, "romeo@montague.example/9"), Is.False, "the last one is remembered");
    }

    [Test, Case("ABU-08")]
    public void Who_has_many_loses_his_own_first()
    {
        var contacts = new RemoteContacts(3);
        Add(contacts, "tybalt@montague.example/hall");
        for (var i = 0; i < 10; i++)
            Add(contacts, $"romeo@montague.example/{i}");
        Assert.That(contacts.Of(s_juliet, Jid.Parse("tybalt@montague.example")).Count(), Is.EqualTo(1));
        Assert.That(Add(contacts, "nurse@montague.example/kitchen"), Is.True);
        Assert.That((contacts.Of(s_juliet, Jid.Parse("nurse@montague.example")).Count(), contacts.Count), Is.EqualTo((1, 3)));
    }

    private static bool Add(RemoteContacts contacts, string resource) =>
        contacts.Add(s_juliet, Jid.Parse(resource), new Presence(PresenceType.Available, Jid.Parse(resource), s_juliet)) is not null;
}
