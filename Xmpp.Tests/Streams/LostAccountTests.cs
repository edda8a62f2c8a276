using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>An account that is disabled, deleted or given another password: every way in is closed.</summary>
[Case("AUTH-17")]
public class LostAccountTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [Test]
    public async Task Who_has_logged_in_and_not_bound_is_sent_away_like_who_has([Values("password", "disabled", "deleted")] string way)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(accounts: ["juliet@capulet.example"]);
        await using var bound = await WireConnection.ConnectAsync("bound", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(bound, "juliet@capulet.example", "juliet", "r", ct);
        await using var early = await WireConnection.ConnectAsync("early", host.Server.C2sEndPoint!, ct);
        await WireLogin.AuthenticateAsync(early, "juliet@capulet.example", "juliet", ct);

        switch (way)
        {
            case "password": await host.Server.Accounts.SetPasswordAsync(s_juliet, "new", null, ct); break;
            case "disabled": await host.Server.Accounts.SetDisabledAsync(s_juliet, true, ct); break;
            default: await host.Server.Accounts.DeleteAsync(s_juliet, ct); break;
        }

        Assert.That((await bound.NextAsync(ct)).Text, Does.Contain(way == "password" ? "<reset" : "<not-authorized"));
        await WireLogin.OpenStreamAsync(early, "capulet.example", ct);
        await early.SendAsync("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", ct);
        Assert.That((await early.NextAsync(ct)).Text, Does.Contain("<not-authorized"));
        while (host.Server.Sessions.Find(s_juliet).Length > 0)
            await Task.Delay(5, ct);

        if (way != "password")
            return;
        await using var again = await WireConnection.ConnectAsync("again", host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(again, "juliet@capulet.example", "new", "r", ct);
    }
}
