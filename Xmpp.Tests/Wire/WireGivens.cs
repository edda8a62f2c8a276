namespace Xmpp.Tests.Wire;

/// <summary>Brings about what "given" says, by the traffic that brings it about in life.</summary>
internal sealed class WireGivens(WireScript script, WireStage stage)
{
    public async Task ApplyAsync(WireGiven given, CancellationToken ct)
    {
        switch (given.Kind)
        {
            case WireGivenKind.Available:
                await EachAsync(given.Names, "<presence/>", ct);
                break;
            case WireGivenKind.RosterGot:
                await EachAsync(given.Names, "<iq type='get' id='wire-roster'><query xmlns='jabber:iq:roster'/></iq>", ct);
                break;
            case WireGivenKind.SubscribedTo:
                await SubscribeAsync(given.Names[0], given.Names[1], ct);
                break;
            case WireGivenKind.SubscribedBothWays:
                await SubscribeAsync(given.Names[0], given.Names[1], ct);
                await SubscribeAsync(given.Names[1], given.Names[0], ct);
                break;
        }
        await SettleAsync(ct);
    }

    private async Task EachAsync(IReadOnlyList<string> names, string stanza, CancellationToken ct)
    {
        foreach (var name in names)
            await (await stage.UseAsync(name, ct)).SendAsync(stanza, ct);
    }

    // RFC 6121 §3.1: subscribe, then subscribed.
    private async Task SubscribeAsync(string subscriber, string contact, CancellationToken ct)
    {
        var from = await stage.UseAsync(subscriber, ct);
        await from.SendAsync($"<presence to='{script.Names[contact].Account}' type='subscribe'/>", ct);
        await SettleAsync(ct);
        var to = await stage.UseAsync(contact, ct);
        await to.SendAsync($"<presence to='{script.Names[subscriber].Account}' type='subscribed'/>", ct);
        await SettleAsync(ct);
    }

    // The first round: the server has handled what was sent. The second: what it sent about it is here.
    private async Task SettleAsync(CancellationToken ct)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var client in stage.Clients.ToList())
            {
                var dropped = await stage.PingAsync(client, ct);
                if (dropped.Exists(f => f.Kind != WirePatternKind.Element))
                    throw new WireFailureException($"{client.Name} lost the stream");
            }
        }
    }
}
