using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Features.Disco;

[Spec("XEP-0115", "6.3")]
public class ServerCapabilitiesTests
{
    private static readonly XName s_caps = XName.Get("c", "http://jabber.org/protocol/caps");

    [Test]
    public async Task The_hash_in_the_stream_features_is_that_of_the_answer()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(accounts: ["juliet@capulet.example"]);
        await using var juliet = await WireConnection.ConnectAsync("juliet", host.Server.C2sEndPoint!, ct);
        await WireLogin.AuthenticateAsync(juliet, "juliet@capulet.example", "juliet", ct);
        var caps = (await WireLogin.OpenStreamAsync(juliet, "capulet.example", ct)).Element(s_caps);
        await juliet.SendAsync("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", ct);
        await juliet.NextAsync(ct);
        await juliet.SendAsync("<iq type='get' id='d' to='capulet.example'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>", ct);
        var info = (await juliet.NextAsync(ct)).Element?.Elements().Single() ?? throw new InvalidOperationException();
        Assert.That((string?)caps?.Attribute("ver"), Is.EqualTo(EntityCapabilities.Hash(info)));
        Assert.That((string?)caps?.Attribute("hash"), Is.EqualTo("sha-1"));
    }
}
