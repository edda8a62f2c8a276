using System.Globalization;
using Xmpp.Server.Data.Portable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Data.Prosody;

/// <summary>The store "accounts": a password, or SCRAM keys in hexadecimal for the hash that Prosody was set to.</summary>
internal static class ProsodyAccount
{
    public static DataOwner? Owner(Jid account, IProsodyStores stores) =>
        stores.Read("accounts", DataKind.Accounts) is { } table
            ? new DataOwner(DataOwnerKind.Account, account)
            {
                Password = TextOf(table, "password"),
                CreatedAt = table.Number("created") is { } created and > 0 and < 1e11
                    ? DateTimeOffset.FromUnixTimeMilliseconds((long)(created * 1000))
                    : null,
                IsDisabled = table["disabled"] is true || stores.Read("account_flags", DataKind.Accounts)?["disabled"] is true,
            }
            : null;

    public static IEnumerable<DataPart> Keys(Jid account, IProsodyStores stores, DataReport report)
    {
        if (stores.Read("accounts", DataKind.Accounts) is not { } table || table["stored_key"] is null)
            return [];
        var (stored, server) = (Bytes(TextOf(table, "stored_key")), Bytes(TextOf(table, "server_key")));
        ScramHash? hash = stored?.Length switch { 20 => ScramHash.Sha1, 32 => ScramHash.Sha256, 64 => ScramHash.Sha512, _ => null };
        var iterations = table.Number("iteration_count") is { } count and > 0 and < int.MaxValue
            ? ((int)count).ToString(CultureInfo.InvariantCulture)
            : null;
        if (PortableScram.Make(hash, iterations, (table["salt"] as LuaText)?.Bytes, stored, server) is { } credential)
            return [new DataPart.Credential(credential)];
        report.Refuse(DataKind.Passwords, account.ToString(), "the keys cannot be used");
        return [];
    }

    private static string? TextOf(LuaTable table, string key) => table.Text(key) is { Length: > 0 } text ? text : null;

    private static byte[]? Bytes(string? hex)
    {
        try
        {
            return hex is null ? null : Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
