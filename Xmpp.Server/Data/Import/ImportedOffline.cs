using System.Security.Cryptography;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Data.Import;

/// <summary>Messages that wait. One that waits already, with the same time of arrival, is not added again.</summary>
internal sealed class ImportedOffline(ImportScope scope)
{
    private const int Together = 200;

    private readonly List<OfflineMessage> _messages = [];
    private Dictionary<string, int>? _waiting;

    public async ValueTask AddAsync(DataPart.Offline part, CancellationToken ct)
    {
        _waiting ??= scope.IsNew && await scope.Stores.Offline.CountAsync(scope.Owner, ct) == 0 ? [] : await LoadAsync(ct);
        var message = new OfflineMessage(0, part.ReceivedAt ?? scope.Time.GetUtcNow(), StoredStanza.Write(
            // XEP-0359 §3: an id by the owner was the other server's; here it names nothing.
            StanzaIds.Strip(part.Message, scope.Owner)));
        var key = KeyOf(message);
        if (_waiting.TryGetValue(key, out var count) && count > 0)
        {
            _waiting[key] = count - 1;
            scope.Report.Count(DataKind.Offline, DataOutcome.Present);
            return;
        }
        scope.Report.Count(DataKind.Offline, DataOutcome.Created);
        _messages.Add(message);
        if (_messages.Count >= Together)
            await FlushAsync(ct);
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_messages.Count > 0 && scope.Writes)
            await scope.Stores.Offline.ImportAsync(scope.Owner, _messages, ct);
        _messages.Clear();
    }

    private async Task<Dictionary<string, int>> LoadAsync(CancellationToken ct)
    {
        var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
        var after = 0L;
        while (true)
        {
            var page = await scope.Stores.Offline.ReadAsync(scope.Owner, after, Together, ct);
            foreach (var key in page.Select(WithoutId).Select(KeyOf))
                waiting[key] = waiting.GetValueOrDefault(key) + 1;
            if (page.Count == 0)
                return waiting;
            after = page[^1].Id;
        }
    }

    // As an export has it, so that one of this server is not taken for something else.
    private OfflineMessage WithoutId(OfflineMessage waiting) =>
        StoredStanza.TryRead(waiting.Stanza, out var stanza) && stanza is Message message
            ? waiting with { Stanza = StoredStanza.Write(StanzaIds.Strip(message, scope.Owner)) }
            : waiting;

    private static string KeyOf(OfflineMessage message) =>
        $"{message.ReceivedAt.ToUnixTimeMilliseconds()} {Convert.ToHexString(SHA256.HashData(message.Stanza))}";
}
