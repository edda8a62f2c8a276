using Xmpp.Server.Accounts;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Streams.Sasl;

/// <summary>Accounts in memory, with a switch for the database being away.</summary>
internal sealed class MemoryCredentials : ISaslCredentials
{
    private readonly Dictionary<Jid, Account> _accounts = [];

    public bool IsDown { get; set; }

    /// <summary>Set: <see cref="FindAsync"/> never answers.</summary>
    public bool IsSilent { get; set; }

    public List<Jid> Asked { get; } = [];

    public MemoryCredentials Add(
        string jid, string password, bool isDisabled = false, int iterations = 4096, params ScramHash[] hashes)
    {
        if (hashes.Length == 0)
            hashes = [.. ScramKeys.AllHashes];
        return Add(jid, isDisabled, [.. hashes.Select(hash =>
            ScramKeys.TryCreate(hash, password, iterations, out var made) ? made! : throw new ArgumentException(password))]);
    }

    public MemoryCredentials Add(string jid, bool isDisabled, params ScramCredential[] credentials)
    {
        var account = Jid.Parse(jid);
        _accounts[account] = new Account(account, DateTimeOffset.UnixEpoch, isDisabled, [.. credentials]);
        return this;
    }

    public Account this[string jid] => _accounts[Jid.Parse(jid)];

    public async ValueTask<Account?> FindAsync(Jid account, CancellationToken ct)
    {
        Asked.Add(account);
        if (IsSilent)
            await Task.Delay(Timeout.Infinite, ct);
        if (IsDown)
            throw new StorageException(StorageErrorKind.Unavailable, "down");
        return _accounts.GetValueOrDefault(account);
    }

    public Task AddCredentialAsync(
        Jid account, ScramCredential verified, ScramCredential credential, CancellationToken ct)
    {
        Assert.That(_accounts[account].Credentials, Does.Contain(verified));
        var old = _accounts[account];
        _accounts[account] = old with { Credentials = old.Credentials.Add(credential) };
        return Task.CompletedTask;
    }
}
