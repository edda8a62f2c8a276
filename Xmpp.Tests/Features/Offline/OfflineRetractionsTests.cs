using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Features.Offline;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Offline;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Features.Offline;

[Spec("XEP-0424", "5")]
public class OfflineRetractionsTests
{
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example/orchard");

    [TestCase("5ad2b6a4-1d5c-4a0e-9f6e-0a3f7d6c1b22", false)]
    [TestCase("a_b.c:d/e+f=@g", false)]
    [TestCase("a&b", true), TestCase("a'b", true), TestCase("a\tb", true), TestCase("\u00e4", true)]
    public void A_stanza_without_the_id_is_not_read(string id, bool isRead)
    {
        Assert.That(OfflineRetractions.MayHave(Encoding.UTF8.GetBytes("<message id='another'/>"), id), Is.EqualTo(isRead));
        Assert.That(OfflineRetractions.MayHave(StoredStanza.Write(NewMessage(id)), id), Is.True);
    }

    [Test]
    public void What_needs_no_escape_stands_in_a_stanza_as_it_is()
    {
        var all = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c));
        foreach (var c in all)
            Assert.That(OfflineRetractions.MayHave(StoredStanza.Write(NewMessage($"a{c}b")), $"a{c}b"), Is.True, c.ToString());
    }

    [Test]
    public async Task Only_the_newest_are_looked_at()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var store = new Stores(engine, TimeProvider.System).Offline;
        var juliet = Jid.Parse("juliet@capulet.example");
        await store.ImportAsync(
            juliet,
            [.. Enumerable.Range(0, OfflineRetractions.MaxSearched + 1)
                .Select(i => new OfflineMessage(0, DateTimeOffset.UnixEpoch, StoredStanza.Write(NewMessage($"m-{i}"))))],
            CancellationToken.None);
        var retractions = new OfflineRetractions(store);
        await retractions.RetractAsync(juliet, NewMessage("r0"), "m-0", CancellationToken.None);
        Assert.That(await store.CountAsync(juliet, CancellationToken.None), Is.EqualTo(OfflineRetractions.MaxSearched + 1));
        await retractions.RetractAsync(juliet, NewMessage("r1"), "m-1", CancellationToken.None);
        Assert.That(await store.CountAsync(juliet, CancellationToken.None), Is.EqualTo(OfflineRetractions.MaxSearched));
    }

    private static Message NewMessage(string id) =>
        new(new XElement(XmppNames.Message, new XElement(XmppNames.Client + "body", "x")), s_romeo, null, id, null, "chat");
}
