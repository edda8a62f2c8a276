using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>
/// Removes what is older, or more, than the configuration allows, always the oldest first (XEP-0313 §3.2). It goes
/// through the accounts in small steps, one a second, so that nobody has to wait for it.
/// </summary>
internal sealed class ArchiveRetention(
    IArchiveStore store, HostTable hosts, ArchiveOptions options, TimeProvider time, BackgroundWork background,
    ServerMetrics metrics)
{
    private const int AccountsPerStep = 200;
    private const int MessagesPerStep = 1000;

    private Jid? _at;
    private DateTimeOffset _next;

    /// <summary>Begins a step if one is due; called about once a second.</summary>
    public void Tick()
    {
        if (hosts.Names.Any(IsLimited) && time.GetUtcNow() >= _next)
            background.RunAlone("archive retention", StepAsync);
    }

    /// <summary>Looks at some accounts, or removes some messages; true when it is through.</summary>
    public async Task<bool> StepAsync(CancellationToken ct)
    {
        var left = MessagesPerStep;
        for (var i = 0; i < AccountsPerStep; i++)
        {
            if (await store.FindNextOwnerAsync(_at, ct) is not { } account)
            {
                _at = null;
                _next = time.GetUtcNow() + options.RetentionInterval;
                return true;
            }
            if (await FindFirstKeptAsync(account, ct) is { } kept)
            {
                var removed = await store.DeleteOldestAsync(account, kept, left, ct);
                metrics.ArchiveRemoved(removed);
                left -= removed;
                if (left == 0)
                    return false; // there may be more of this account
            }
            _at = account;
        }
        return false;
    }

    // Messages below this id go; null if none do.
    private async Task<long?> FindFirstKeptAsync(Jid account, CancellationToken ct)
    {
        if (hosts.HostOf(account.Domain) is null)
            return null; // of a host that is not ours now: what there was stays as it was
        var (maxAge, maxMessages) = LimitsOf(account.Domain);
        long? kept = maxAge > TimeSpan.Zero ? ArchiveTime.ToId(time.GetUtcNow() - maxAge) : null;
        if (maxMessages > 0 && await store.FindOldestOfNewestAsync(account, maxMessages, ct) is { } oldest)
            kept = Math.Max(kept ?? oldest, oldest);
        return kept;
    }

    private bool IsLimited(string host) => LimitsOf(host) is var (age, messages) && (age > TimeSpan.Zero || messages > 0);

    private (TimeSpan MaxAge, int MaxMessages) LimitsOf(string host) => hosts.TryGet(host, out var own)
        ? (own.Archive.MaxAge ?? options.MaxAge, own.Archive.MaxMessages ?? options.MaxMessages)
        : (options.MaxAge, options.MaxMessages);
}
