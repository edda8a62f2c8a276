using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>A server whose disk is full, and then is not, as its clients see it.</summary>
[Case("OPS-02")]
public class FullDiskTests
{
    [Test, Spec("RFC 6120", "8.3.3.18")]
    public async Task What_cannot_be_stored_is_refused_and_all_works_again_when_there_is_room()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            storage: new DatabaseOptions(), accounts: ["juliet@capulet.example", "romeo@capulet.example", "nurse@capulet.example"]);
        await using var juliet = await LogInAsync(host, "juliet", ct);
        await using var romeo = await LogInAsync(host, "romeo", ct);
        await romeo.SendAsync("<presence/>", ct);
        await romeo.NextAsync(ct);
        await LimitPagesAsync(host.Server.Storage, 30, ct);

        var body = new string('x', 20_000);
        string? error = null;
        var accepted = 0;
        for (var i = 0; error is null && i < 100; i++)
        {
            await juliet.SendAsync($"<message to='nurse@capulet.example' type='chat' id='{accepted}'><body>{body}</body></message>", ct);
            await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
            var answer = (await juliet.NextAsync(ct)).Element;
            if (answer?.Name.LocalName == "message")
            {
                error = answer.Elements().Last(e => e.Name.LocalName == "error").ToString();
                await juliet.NextAsync(ct);
            }
            else
            {
                accepted++;
            }
        }
        Assert.That(error, Does.Contain("type=\"wait\"").And.Contain("<resource-constraint"));
        // What nobody keeps still goes between those who are there.
        await juliet.SendAsync(
            "<message to='romeo@capulet.example' type='chat' id='live'><body>x</body><no-store xmlns='urn:xmpp:hints'/></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("live"));

        await LimitPagesAsync(host.Server.Storage, 1_000_000, ct);
        await juliet.SendAsync($"<message to='nurse@capulet.example' type='chat' id='{accepted}'><body>{body}</body></message>", ct);
        await juliet.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("ping"), "it is stored again");
        await using var nurse = await LogInAsync(host, "nurse", ct);
        await nurse.SendAsync("<presence/>", ct);
        for (var i = 0; i <= accepted;)
        {
            if ((await nurse.NextAsync(ct)).Element is { Name.LocalName: "message" } message)
                Assert.That((string?)message.Attribute("id"), Is.EqualTo($"{i++}"), "what was accepted, and nothing else");
        }
    }

    // CA1857: a pragma takes no parameter.
#pragma warning disable CA1857
    private static Task<int> LimitPagesAsync(IStorageEngine engine, int more, CancellationToken stop) =>
        engine.WriteAsync(
            async (session, ct) =>
            {
                var pages = await session.QueryFirstOrDefaultAsync<long>("PRAGMA page_count", null, ct);
                return await session.ExecuteAsync($"PRAGMA max_page_count = {pages + more}", null, ct);
            },
            stop);
#pragma warning restore CA1857

    private static async Task<WireConnection> LogInAsync(TestHost host, string name, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(name, host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, "r", ct);
        return connection;
    }
}
