using Microsoft.Data.Sqlite;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage.Archive;

/// <summary>What a page costs does not depend on where in the archive it is: SQLite's own count of its steps says so.</summary>
[Spec("XEP-0059", "2.2")]
public sealed class ArchivePageCostTests
{
    private const int Messages = 100_000;
    private const int PageSize = 100;

    /// <summary>Measured 631 for a page of all messages and 1,152 for one of a contact.</summary>
    private const int MaxSteps = PageSize * 15;

    private const string Owner = "juliet@example.org";
    private static readonly Jid s_romeo = Jid.Parse("romeo@example.net");

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_page_of_a_hundred_thousand_messages_costs_the_same_everywhere()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        await FillAsync(engine);
        foreach (var at in (int[])[0, Messages / 2, Messages - 1000])
        {
            foreach (var with in (Jid?[])[null, s_romeo])
            {
                await ExpectCheapAsync(engine, new() { First = at, With = with, MaxMessages = PageSize });
                await ExpectCheapAsync(engine, new() { Last = at + 999, With = with, MaxMessages = PageSize, IsFromEnd = true });
            }
        }
        // Nobody is found as cheaply as somebody.
        await ExpectCheapAsync(engine, new() { With = Jid.Parse("nobody@example.net"), MaxMessages = PageSize }, messages: 0);
    }

    private static async Task ExpectCheapAsync(IStorageEngine engine, ArchiveQuery query, int messages = PageSize)
    {
        var (page, steps) = await engine.ReadAsync((session, ct) => CountStepsAsync(session, query, ct), Ct);
        await TestContext.Out.WriteLineAsync($"{steps} steps for {query}");
        Assert.That(page.Messages, Has.Count.EqualTo(messages));
        Assert.That(steps, Is.LessThan(MaxSteps), query.ToString());
    }

    private static async Task<(ArchivePage Page, int Steps)> CountStepsAsync(
        StorageSession session, ArchiveQuery query, CancellationToken ct)
    {
        var handle = ((SqliteConnection)session.Connection).Handle;
        var steps = 0;
        SQLitePCL.raw.sqlite3_progress_handler(
            handle, 1, _ =>
            {
                steps++;
                return 0;
            },
            null);
        var page = await ArchiveReader.ReadAsync(session, Owner, query, ct);
        SQLitePCL.raw.sqlite3_progress_handler(handle, 0, null, null);
        return (page, steps);
    }

    // One message in five is of Romeo: whoever reads the others to find his reads five times as much.
    private static Task<bool> FillAsync(IStorageEngine engine) => engine.WriteAsync(
        async (session, ct) =>
        {
            var others = Jid.Parse("others@example.net");
            var rows = new object?[Messages][];
            for (var i = 0; i < Messages; i++)
            {
                var contact = i % 5 == 0 ? s_romeo : others;
                rows[i] = [Owner, (long)i, ArchiveKeys.OfJid(contact), 0L, contact.ToString(), "", "x"u8.ToArray()];
            }
            await session.WriteRowsAsync(
                "INSERT INTO archive_messages (owner, id, contact_key, message_key, contact, resource, stanza) VALUES", rows, ct);
            return true;
        },
        Ct);
}
