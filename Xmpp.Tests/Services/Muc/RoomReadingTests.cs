using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Storage;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Services.Muc;

public sealed class RoomReadingTests
{
    private const string Room = "court@conference.capulet.example";

    [Test]
    [CancelAfter(30_000)]
    [Spec("XEP-0313", "3.3.2")]
    public async Task A_page_that_takes_long_holds_up_nobody_in_the_room_and_ends_where_the_archive_ended(CancellationToken ct)
    {
        // In a file, for there are readers beside the writer: one.
        await using var host = await TestHost.StartAsync(
            storage: new DatabaseOptions { Readers = 1 }, accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        await using var romeo = await JoinAsync(host, "romeo", ct);
        await romeo.SendAsync(
            $"<iq type='set' id='instant' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>",
            ct);
        await NextAsync(romeo, "id=\"instant\"", ct);
        await using var juliet = await JoinAsync(host, "juliet", ct);
        await romeo.SendAsync($"<message type='groupchat' id='before' to='{Room}'><body>before</body></message>", ct);
        await NextAsync(juliet, "id=\"before\"", ct);

        var gate = await StorageGate.OfReaderAsync(host.Server.Storage);
        // As if she had sent it; the room has it before Romeo goes on.
        var query = new Iq(
            IqType.Set, "q", Jid.Parse("juliet@capulet.example/r"), Jid.Parse(Room), new XElement(ArchiveNames.Query));
        var answer = host.Server.Rooms!.HandleAsync(query, ct).AsTask();
        await romeo.SendAsync($"<message type='groupchat' id='after' to='{Room}'><body>after</body></message>", ct);
        Assert.That(await NextAsync(juliet, "id=\"after\"", ct), Does.StartWith("<message"), "the room goes on, and the page is not there yet");

        await gate.OpenAsync();
        Assert.That(await NextAsync(juliet, "urn:xmpp:mam:2", ct), Does.Contain("id=\"before\""));
        Assert.That(
            await NextAsync(juliet, "", ct), Does.StartWith("<iq").And.Contain("id=\"q\"").And.Contain("complete=\"true\""),
            "what came later was heard live");
        Assert.That(await answer.WaitAsync(ct), Is.Null);
    }

    [Test]
    [CancelAfter(30_000)]
    [Spec("XEP-0431", "3.2")]
    public async Task A_search_for_users_of_another_server_holds_up_nobody_else_of_it(CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(
            storage: new DatabaseOptions { Readers = 1 }, accounts: ["romeo@capulet.example"],
            configure: options => options with
            {
                Features = options.Features with
                {
                    Archive = options.Features.Archive with { FullTextWait = TimeSpan.FromMinutes(10), FullTextPerDomain = 2 },
                },
            });
        await using var romeo = await JoinAsync(host, "romeo", ct);
        await romeo.SendAsync(
            $"<iq type='set' id='instant' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>",
            ct);
        await NextAsync(romeo, "id=\"instant\"", ct);
        await romeo.SendAsync($"<message type='groupchat' id='m1' to='{Room}'><body>light</body></message>", ct);
        await NextAsync(romeo, "id=\"m1\"", ct);

        var gate = await StorageGate.OfWriterAsync(host.Server.Storage); // so the room is not read in for a search
        Assert.That(await SearchAsync("kate"), Is.Null, "the answer comes later");
        Assert.That(await SearchAsync("anna"), Is.Null);
        Assert.That(await SearchAsync("mary"), Is.EqualTo(StanzaError.ResourceConstraint), "so many of one server at a time");
        Assert.That(await SearchAsync("anna", "evil.example"), Is.Null, "another server has its own");
        await gate.OpenAsync();
        while (await SearchAsync("mary") is not null)
            await Task.Yield(); // until there is a place

        Task<StanzaError?> SearchAsync(string name, string domain = "padua.example")
        {
            XNamespace data = "jabber:x:data";
            var form = new XElement(
                data + "x", new XAttribute("type", "submit"),
                Field("FORM_TYPE", "urn:xmpp:mam:2"), Field("{urn:xmpp:fulltext:0}fulltext", "light"));
            var query = new Iq(
                IqType.Set, "q", Jid.Parse($"{name}@{domain}/x"), Jid.Parse(Room), new XElement(ArchiveNames.Query, form));
            return host.Server.Rooms!.HandleAsync(query, ct).AsTask().WaitAsync(ct);

            XElement Field(string name, string value) =>
                new(data + "field", new XAttribute("var", name), new XElement(data + "value", value));
        }
    }

    [Test]
    [CancelAfter(30_000)]
    [Case("MUC-16")]
    public async Task A_hidden_room_in_memory_answers_a_stranger_no_sooner_than_one_that_is_none(CancellationToken ct)
    {
        await using var host = await TestHost.StartAsync(
            storage: new DatabaseOptions { Readers = 1 }, accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        await using var romeo = await JoinAsync(host, "romeo", ct);
        await romeo.SendAsync(
            $"<iq type='set' id='setup' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
            + "<field var='muc#roomconfig_membersonly'><value>1</value></field><field var='muc#roomconfig_publicroom'><value>0</value></field>"
            + "</x></query></iq>",
            ct);
        await NextAsync(romeo, "id=\"setup\"", ct);

        var gate = await StorageGate.OfReaderAsync(host.Server.Storage);
        var hidden = AskAsync(host, Room, "juliet", ct);
        var missing = AskAsync(host, "nosuch@conference.capulet.example", "juliet", ct);
        Assert.That(AskAsync(host, Room, "romeo", ct).IsCompleted, "who is inside waits for nothing");
        Assert.That((hidden.IsCompleted, missing.IsCompleted), Is.EqualTo((false, false)), "both look into the database");
        await gate.OpenAsync();
        Assert.That(await hidden, Is.EqualTo(StanzaError.ItemNotFound));
        Assert.That(await missing, Is.EqualTo(StanzaError.ItemNotFound));
    }

    private static Task<StanzaError?> AskAsync(TestHost host, string room, string name, CancellationToken ct) =>
        host.Server.Rooms!.HandleAsync(
            new Iq(
                IqType.Get, "q", Jid.Parse($"{name}@capulet.example/r"), Jid.Parse(room),
                new XElement("{http://jabber.org/protocol/disco#info}query")),
            ct).AsTask();

    private static async Task<WireConnection> JoinAsync(TestHost host, string name, CancellationToken ct)
    {
        var client = await WireConnection.ConnectAsync(name, host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(client, $"{name}@capulet.example", name, "r", ct);
        await client.SendAsync($"<presence to='{Room}/{name}'><x xmlns='http://jabber.org/protocol/muc'/></presence>", ct);
        await NextAsync(client, "<subject", ct);
        return client;
    }

    /// <summary>The next stanza in which the text is; what comes before it must be something else.</summary>
    private static async Task<string> NextAsync(WireConnection client, string part, CancellationToken ct)
    {
        while (true)
        {
            var frame = await client.NextAsync(ct);
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed), string.Join('\n', client.Last));
            if (frame.Element?.ToString() is { } text && text.Contains(part, StringComparison.Ordinal))
                return text;
        }
    }
}
