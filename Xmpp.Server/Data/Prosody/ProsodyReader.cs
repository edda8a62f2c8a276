using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Reads the data folder of a Prosody with internal storage: a folder for each host, in it one for each store.</summary>
internal sealed class ProsodyReader(IDataSink sink, DataReport report)
{
    // Stores of the server itself, or of the moment.
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "accounts", "roster", "vcard", "private", "blocklist", "offline", "archive", "archive_prefs", "pep", "invite_token",
        "cron", "persist", "account_details", "account_flags", "account_roles", "smacks_h", "archive_cleanup", "activity",
    };

    /// <exception cref="DataException">It is no such folder.</exception>
    public async Task ReadAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
            throw new DataException($"there is no folder {folder}");
        var hosts = Directory.EnumerateDirectories(folder)
            .Where(host => Directory.Exists(Path.Combine(host, "accounts"))).Order(StringComparer.Ordinal).ToList();
        if (hosts.Count == 0)
            throw new DataException($"{folder} has no folder with accounts: is it Prosody's data folder, and its storage \"internal\"?");
        foreach (var host in hosts)
            await ReadHostAsync(host, ct);
    }

    private async Task ReadHostAsync(string folder, CancellationToken ct)
    {
        var name = ProsodyNames.Decode(Path.GetFileName(folder));
        if (!Jid.TryParse(name, out var host) || host.Local is not null || host.Resource is not null)
        {
            report.Refuse(DataKind.Accounts, folder, $"{name} is no host");
            return;
        }
        if (!await sink.BeginHostAsync(host.Domain, ct))
            return;
        foreach (var store in Directory.EnumerateDirectories(folder).Select(store => ProsodyNames.Decode(Path.GetFileName(store))))
        {
            if (!s_known.Contains(store) && !store.StartsWith(ProsodyNodes.ItemStore, StringComparison.Ordinal))
                report.Unknown($"store {store}", folder);
        }
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "accounts"), "*.dat").Order(StringComparer.Ordinal))
        {
            var local = ProsodyNames.Decode(Path.GetFileNameWithoutExtension(file));
            if (Jid.TryCreate(local, host.Domain, null, out var account) && account.Local is not null)
                await ReadAccountAsync(new ProsodyFiles(folder, local, report), account, ct);
            else
                report.Refuse(DataKind.Accounts, file, $"{local} is no name of an account");
        }
        await sink.EndHostAsync(ct);
    }

    private async Task ReadAccountAsync(ProsodyFiles files, Jid account, CancellationToken ct)
    {
        var owner = ProsodyAccount.Owner(account, files);
        if (owner is null || !await sink.BeginAsync(owner, ct))
            return;
        IEnumerable<DataPart> parts =
        [
            .. ProsodyAccount.Keys(account, files, report), .. ProsodyRoster.Read(account, files, report),
            .. ProsodyProfile.Read(account, files, report), .. ProsodyNodes.ReadNodes(account, files, report),
        ];
        foreach (var part in parts.Concat(ProsodyNodes.ReadItems(account, files, report))
            .Concat(ProsodyMessages.Offline(owner, files, report)).Concat(ProsodyMessages.Archive(owner, files, report)))
        {
            await sink.AddAsync(part, ct);
        }
        await sink.EndAsync(ct);
    }
}
