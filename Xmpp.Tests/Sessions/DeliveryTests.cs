using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

[Case("SM-06")]
public class DeliveryTests
{
    private readonly List<bool> _settled = [];

    [Test]
    public void The_one_resource_that_was_to_get_it_is_gone_so_it_is_routed_again()
    {
        var delivery = NewDelivery(1);
        Assert.That(delivery.Lost(), Is.True);
        Assert.That(_settled, Is.EqualTo(new[] { false }));
    }

    [Test]
    public void Another_resource_has_it_so_it_is_not()
    {
        var delivery = NewDelivery(2);
        delivery.Taken();
        Assert.That(delivery.Lost(), Is.False);
        Assert.That(_settled, Is.EqualTo(new[] { true }));
    }

    [Test]
    public void Another_may_still_get_it_and_only_the_last_to_lose_it_routes_it_again()
    {
        var delivery = NewDelivery(2);
        Assert.That(delivery.Lost(), Is.False);
        Assert.That(_settled, Is.Empty);
        Assert.That(delivery.Lost(), Is.True);
    }

    [Test]
    public void It_is_settled_once_by_the_first_who_has_it()
    {
        var delivery = NewDelivery(3);
        delivery.Taken();
        delivery.Taken();
        delivery.Lost();
        Assert.That(_settled, Is.EqualTo(new[] { true }));
    }

    private Delivery NewDelivery(int resources)
    {
        _settled.Clear();
        var from = Jid.Parse("romeo@montague.example/orchard");
        var stanza = new Presence(PresenceType.Available, from, null);
        var delivery = new Delivery(
            new StanzaContext(stanza, from, Jid.Parse("juliet@capulet.example"), StanzaOrigin.Server))
        {
            OnSettled = isTaken => _settled.Add(isTaken),
        };
        for (var i = 0; i < resources; i++)
            delivery.Begin();
        return delivery;
    }
}
