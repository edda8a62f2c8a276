using System.Globalization;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Offline;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>Stores messages as fast as it can and prints the number of each that it was told is stored.</summary>
internal static class OfflineWriter
{
    public const int Writers = 20;

    public static async Task RunAsync(string path)
    {
        var options = new StorageOptions { Path = path };
        await using var engine = await StorageEngine.OpenAsync(
            options, TimeProvider.System, null, null, CancellationToken.None);
        var store = new OfflineStore(engine, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(store, writer)));
    }

    public static Jid Account(int writer) => Jid.Parse($"a{writer}@example.org");

    private static async Task WriteAsync(OfflineStore store, int writer)
    {
        for (var i = 0; ; i++)
        {
            var stanza = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            var outcome = await store.AddAsync(
                Account(writer), stanza, DateTimeOffset.UnixEpoch, new(int.MaxValue, long.MaxValue), CancellationToken.None);
            if (outcome == OfflineOutcome.Stored)
                await Console.Out.WriteLineAsync($"{writer} {i}");
        }
    }
}
