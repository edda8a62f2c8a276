using System.Net;
using Xmpp.Server.Federation;

namespace Xmpp.Tests.Federation;

/// <summary>What all peers share, and none may have for itself.</summary>
public class NetworkSharesTests
{
    [Test, Case("ABU-08")]
    public void One_network_gets_a_tenth_and_the_others_the_rest()
    {
        var places = 30;
        var shares = new NetworkShares(() => places);
        IPAddress[] evil = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("2001:db8::3")];
        foreach (var address in evil)
            Assert.That(shares.TryTake(address), Is.True);
        Assert.That(shares.TryTake(IPAddress.Parse("2001:db8::4")), Is.False, "the same /64");
        for (var i = 1; i <= 27; i++)
            Assert.That(shares.TryTake(IPAddress.Parse($"192.0.2.{i}")), Is.True, $"{i}");
        Assert.That(shares.TryTake(IPAddress.Parse("192.0.2.99")), Is.False, "there are no more");
        shares.Leave(evil[0]);
        Assert.That(shares.TryTake(IPAddress.Parse("192.0.2.99")), Is.True);
        places = 5;
        shares.Leave(IPAddress.Parse("192.0.2.1"));
        Assert.That(shares.TryTake(IPAddress.Parse("192.0.2.1")), Is.False, "fewer by now");
        Assert.That(shares.Count, Is.EqualTo(29));
    }
}
