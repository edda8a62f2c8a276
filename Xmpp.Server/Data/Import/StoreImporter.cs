using Xmpp.Server.Accounts;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Data.Import;

/// <summary>
/// Puts what comes into the store. An account or room is created when everything of it is there, so nobody meets half of one;
/// what is there already is not added again, so an import may be repeated. Nobody else may write meanwhile.
/// </summary>
internal sealed class StoreImporter(Stores stores, ImportOptions options, DataReport report, TimeProvider time) : IDataSink
{
    private readonly List<ScramCredential> _credentials = [];
    private DataOwner? _owner;
    private Account? _existing;
    private ImportScope? _scope;
    private ImportedProfile? _profile;
    private ImportedRoster? _roster;
    private ImportedNodes? _nodes;
    private ImportedOffline? _offline;
    private ImportedArchive? _archive;
    private ImportedRoom? _room;
    private DataPart.RoomSettings? _settings;

    /// <summary>Told of each account, room and service that is done.</summary>
    public Action<Jid> Done { get; init; } = static _ => { };

    public ValueTask<bool> BeginHostAsync(string host, CancellationToken ct)
    {
        var isOurs = options.Hosts.Contains(host);
        if (!isOurs)
            report.Note($"{host} is no host of this server: nothing of it was imported");
        return new(isOurs);
    }

    public ValueTask EndHostAsync(CancellationToken ct) => default;

    public async ValueTask<bool> BeginAsync(DataOwner owner, CancellationToken ct)
    {
        var exists = owner.Kind switch
        {
            DataOwnerKind.Account => (_existing = await stores.Accounts.FindAsync(owner.Jid, ct)) is not null,
            DataOwnerKind.Room => await stores.Rooms.FindAsync(owner.Jid, ct) is not null,
            _ => false,
        };
        if (!IsWanted(owner, exists))
            return false;
        _owner = owner;
        _credentials.Clear();
        _scope = new ImportScope(owner.Jid, stores, options, report, time) { IsNew = !exists };
        _profile = new ImportedProfile(_scope);
        _roster = new ImportedRoster(_scope);
        _nodes = new ImportedNodes(_scope, owner.Kind);
        _offline = new ImportedOffline(_scope);
        _archive = new ImportedArchive(_scope, owner.Kind);
        (_room, _settings) = (new ImportedRoom(_scope), null);
        return true;
    }

    public ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        if (options.Without.Contains(part.Kind))
        {
            report.Count(part.Kind, DataOutcome.Skipped);
            return default;
        }
        switch (part)
        {
            case DataPart.Credential p:
                _credentials.Add(p.Value);
                return default;
            case DataPart.Contact or DataPart.Request:
                return _roster!.AddAsync(part, ct);
            case DataPart.Node or DataPart.NodeAffiliate or DataPart.NodeSubscriber or DataPart.Item:
                return _nodes!.AddAsync(part, ct);
            case DataPart.Offline p:
                return _offline!.AddAsync(p, ct);
            case DataPart.Archived p:
                return _archive!.AddAsync(p, ct);
            case DataPart.RoomSettings p:
                _settings = p;
                return default;
            default:
                return _profile!.AddAsync(part, ct);
        }
    }

    public async ValueTask EndAsync(CancellationToken ct)
    {
        var owner = _owner ?? throw new InvalidOperationException("Nothing was begun");
        await _profile!.FlushAsync(ct);
        await _roster!.FlushAsync(ct);
        await _nodes!.FlushAsync(ct);
        await _offline!.FlushAsync(ct);
        await _archive!.FlushAsync(ct);
        if (_settings is { } settings)
            await _room!.SetAsync(settings, ct);
        if (owner.Kind == DataOwnerKind.Account)
            await SetAccountAsync(owner, ct);
        _owner = null;
        Done(owner.Jid);
    }

    private bool IsWanted(DataOwner owner, bool exists)
    {
        var kind = owner.Kind switch
        {
            DataOwnerKind.Account => DataKind.Accounts,
            DataOwnerKind.Room => DataKind.Rooms,
            _ => DataKind.Nodes,
        };
        if (options.Without.Contains(kind) || (options.Accounts is { } only && !only.Contains(owner.Jid.ToString())))
        {
            report.Count(kind, DataOutcome.Skipped);
            return false;
        }
        var domains = owner.Kind switch
        {
            DataOwnerKind.Account => options.Hosts,
            DataOwnerKind.Room => options.RoomDomains,
            _ => options.NodeDomains,
        };
        if (!domains.Contains(owner.Jid.Domain))
        {
            report.Refuse(kind, owner.Jid.ToString(), "this server has nothing at that domain");
            return false;
        }
        if (!exists || options.Conflict != ConflictPolicy.Skip)
            return true;
        report.Count(kind, DataOutcome.Skipped);
        return false;
    }

    private async ValueTask SetAccountAsync(DataOwner owner, CancellationToken ct)
    {
        var credentials = KeysOf(owner);
        if (_existing is { } existing)
        {
            report.Count(DataKind.Accounts, DataOutcome.Present);
            if (credentials.Count == 0 || options.Without.Contains(DataKind.Passwords))
                return;
            await SetPasswordAsync(existing, credentials, owner.Password, ct);
            return;
        }
        report.Count(DataKind.Accounts, DataOutcome.Created);
        if (credentials.Count == 0)
            report.Note($"{owner.Jid} has no password that can be used: set one with 'user passwd'");
        else
            report.Count(DataKind.Passwords, DataOutcome.Created);
        if (credentials.Count == 1)
            report.OneHashOnly++;
        if (options.IsDryRun)
            return;
        await stores.Accounts.CreateAsync(
            new Account(owner.Jid, owner.CreatedAt ?? time.GetUtcNow(), owner.IsDisabled, [.. credentials])
            {
                Origin = new AccountOrigin(AccountWay.Import, null),
            },
            ct);
        if (await stores.DeletedNames.FindAsync(owner.Jid, ct) is not { } deletedAt)
            return;
        await stores.DeletedNames.ForgetAsync(owner.Jid, ct);
        report.Note($"{owner.Jid} had been deleted on {deletedAt:yyyy-MM-dd}, and is there again");
    }

    private async ValueTask SetPasswordAsync(
        Account existing, List<ScramCredential> credentials, string? password, CancellationToken ct)
    {
        var isSame = password is null
            ? credentials.All(c => existing.Credentials.Any(e => e.Hash == c.Hash && e.StoredKey.AsSpan().SequenceEqual(c.StoredKey)))
            : existing.Credentials.Length > 0 && existing.Credentials.All(e => ScramKeys.Matches(e, password));
        var outcome = isSame ? DataOutcome.Present
            : existing.Credentials.Length == 0 ? DataOutcome.Created
            : options.Conflict == ConflictPolicy.Replace ? DataOutcome.Replaced
            : DataOutcome.Conflict;
        report.Count(DataKind.Passwords, outcome);
        if (outcome is DataOutcome.Created or DataOutcome.Replaced && !options.IsDryRun)
            await stores.Accounts.SetCredentialsAsync(existing.Jid, credentials, ct);
    }

    // A plain password gives keys for every hash; else what came. RFC 5802 §5.1 has one set for each.
    private List<ScramCredential> KeysOf(DataOwner owner)
    {
        if (options.Without.Contains(DataKind.Passwords))
            return [];
        if (owner.Password is not { } password)
            return [.. _credentials.DistinctBy(c => c.Hash).OrderBy(c => c.Hash)];
        var made = new List<ScramCredential>();
        foreach (var hash in ScramKeys.AllHashes)
        {
            if (ScramKeys.TryCreate(hash, password, options.Iterations, out var credential) && credential is not null)
                made.Add(credential);
        }
        if (made.Count == 0)
            report.Refuse(DataKind.Passwords, owner.Jid.ToString(), "the password is empty or has characters that no password may have");
        return made;
    }
}
