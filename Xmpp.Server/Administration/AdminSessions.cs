using System.Net;
using System.Security.Cryptography;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Administration;

/// <summary>
/// Logins over HTTP, in memory: a restart ends them. So does a new password, the account's end, and the loss of its roles.
/// </summary>
internal sealed class AdminSessions(LiveAccounts accounts, Administrators administrators, AdminOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _sessions = new(StringComparer.Ordinal);

    /// <summary>A key that only the client has from now on.</summary>
    public string Begin(Account account)
    {
        var key = AdminTokens.NewSecret();
        var now = time.GetTimestamp();
        lock (_lock)
        {
            foreach (var (old, entry) in _sessions.Where(pair => IsOver(pair.Value)).ToList())
                _sessions.Remove(old);
            if (_sessions.Count >= options.Sessions)
                _sessions.Remove(_sessions.MinBy(pair => pair.Value.Begun).Key);
            _sessions[NameOf(key)] = new Entry(account.Jid, PrintOf(account), now, now);
        }
        return key;
    }

    /// <summary>Who comes with that key, or null.</summary>
    public async ValueTask<Actor?> FindAsync(string key, IPAddress? address, CancellationToken ct)
    {
        var name = NameOf(key);
        Entry? entry;
        lock (_lock)
        {
            if (!_sessions.TryGetValue(name, out entry))
                return null;
            if (IsOver(entry))
            {
                _sessions.Remove(name);
                return null;
            }
            _sessions[name] = entry with { Used = time.GetTimestamp() };
        }
        if (await accounts.FindAsync(entry.Account, ct) is { } account && PrintOf(account) == entry.Print
            && await administrators.RightsOfAsync(entry.Account, ct) is { IsNone: false } rights)
        {
            return new Actor(entry.Account.ToString(), entry.Account, rights, Door.Rest, address);
        }
        End(key);
        return null;
    }

    public void End(string key)
    {
        lock (_lock)
            _sessions.Remove(NameOf(key));
    }

    private bool IsOver(Entry entry) =>
        time.GetElapsedTime(entry.Used) >= options.SessionIdle || time.GetElapsedTime(entry.Begun) >= options.SessionLifetime;

    private static string NameOf(string key) => Convert.ToHexString(AdminTokens.HashOf(key));

    // Another password has other keys.
    private static string PrintOf(Account account) => Convert.ToHexString(
        SHA256.HashData([.. account.Credentials.OrderBy(c => c.Hash).SelectMany(c => c.StoredKey)]));

    private sealed record Entry(Jid Account, string Print, long Begun, long Used);
}
