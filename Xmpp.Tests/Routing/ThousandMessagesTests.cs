using System.Globalization;
using System.Text;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Archive;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Routing;

/// <summary>RFC 6120 §10.1 by numbers: to the account and to the resource in turn, live, in both archives, and stored.</summary>
public class ThousandMessagesTests
{
    private const int Count = 1000;

    [Test, Spec("RFC 6120", "10.1"), Case("RTE-07")]
    public async Task They_come_and_are_kept_in_the_order_in_which_they_were_sent()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            new LimitOptions { StanzasPerSecond = 0, BytesPerSecond = 0 }, accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        await using var juliet = await LogInAsync(host, "juliet", ct);
        await using (var romeo = await LogInAsync(host, "romeo", ct))
        {
            await romeo.SendAsync("<presence/>", ct);
            await romeo.NextAsync(ct);
            await SendAsync(juliet, 0, ct);
            Assert.That(await ReceiveAsync(romeo, ct), Is.EqualTo(Enumerable.Range(0, Count)));
        }
        var account = Jid.Parse("romeo@capulet.example");
        while (!host.Server.Sessions.Find(account).IsEmpty)
            await Task.Delay(5, ct);

        await SendAsync(juliet, Count, ct);
        await juliet.SendAsync("<iq type='get' id='done' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("done"));
        foreach (var owner in new[] { account, Jid.Parse("juliet@capulet.example") })
            Assert.That(await ArchivedAsync(host, owner, ct), Is.EqualTo(Enumerable.Range(0, 2 * Count)), owner.ToString());

        await using var again = await LogInAsync(host, "romeo", ct);
        await again.SendAsync("<presence/>", ct);
        Assert.That(await ReceiveAsync(again, ct), Is.EqualTo(Enumerable.Range(Count, Count)));
    }

    private static async Task SendAsync(WireConnection client, int first, CancellationToken ct)
    {
        var all = new StringBuilder();
        for (var i = first; i < first + Count; i++)
            all.Append(CultureInfo.InvariantCulture, $"<message to='romeo@capulet.example{(i % 2 == 0 ? "" : "/r")}' type='chat' id='{i}'><body>{i}</body></message>");
        await client.SendAsync(all.ToString(), ct);
    }

    private static async Task<List<int>> ReceiveAsync(WireConnection client, CancellationToken ct)
    {
        var got = new List<int>();
        while (got.Count < Count && await client.NextAsync(ct) is { Element: { } element })
        {
            if (element.Name.LocalName == "message")
                got.Add(int.Parse(element.Attribute("id")!.Value, CultureInfo.InvariantCulture));
        }
        return got;
    }

    private static async Task<List<int>> ArchivedAsync(TestHost host, Jid owner, CancellationToken ct)
    {
        var page = await new Stores(host.Server.Storage, TimeProvider.System).Archive.ReadAsync(owner, new ArchiveQuery { MaxMessages = 3 * Count }, ct);
        return [.. page!.Messages.Select(m => Encoding.UTF8.GetString(m.Stanza)).Select(xml => int.Parse(xml.Split("<body>")[1].Split('<')[0], CultureInfo.InvariantCulture))];
    }

    private static async Task<WireConnection> LogInAsync(TestHost host, string name, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(name, host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, "r", ct);
        return connection;
    }
}
