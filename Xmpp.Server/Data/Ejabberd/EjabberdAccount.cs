using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Data.Portable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Foreign;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>The table "users": a password as it is, or SCRAM keys in base64 for the hash that ejabberd was set to.</summary>
internal sealed class EjabberdAccount(EjabberdDatabase database, Jid account, DataReport report)
{
    /// <summary>ejabberd 24.12 writes here that an account is banned, why, and its keys: nothing for the account to read.</summary>
    public static readonly XName Banned = XNamespace.Get("jabber:ejabberd:banned") + "banned";

    private readonly IReadOnlyList<EjabberdRow> _rows = database.Keys(account.Domain, account.Local ?? "");

    public DataOwner Owner() => new(DataOwnerKind.Account, account)
    {
        Password = _rows.Where(row => !IsScram(row)).Select(row => row["password"]).FirstOrDefault(),
        CreatedAt = DateTimeOffset.TryParse(
            _rows.Select(row => row["created_at"]).FirstOrDefault(), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null,
        IsDisabled = database.PrivateXml(account.Domain, account.Local ?? "").Any(row => row["namespace"] == Banned.NamespaceName),
    };

    public IEnumerable<DataPart> Keys()
    {
        foreach (var row in _rows.Where(IsScram))
        {
            if (Credential(row) is { } credential)
                yield return new DataPart.Credential(credential);
            else
                report.Refuse(DataKind.Passwords, account.ToString(), "the keys cannot be used");
        }
    }

    private static bool IsScram(EjabberdRow row) => row["iterationcount"] is not (null or "0");

    // SHA-1 is not named, others are in front of the stored key.
    private static ScramCredential? Credential(EjabberdRow row) => row["password"]?.Split(':', 2) switch
    {
        [var stored] => Credential(ScramHash.Sha1, stored, row),
        ["sha", var stored] => Credential(ScramHash.Sha1, stored, row),
        ["sha256", var stored] => Credential(ScramHash.Sha256, stored, row),
        ["sha512", var stored] => Credential(ScramHash.Sha512, stored, row),
        _ => null,
    };

    private static ScramCredential? Credential(ScramHash hash, string stored, EjabberdRow row) =>
        PortableScram.Make(hash, row["iterationcount"], Bytes(row["salt"]), Bytes(stored), Bytes(row["serverkey"]));

    private static byte[]? Bytes(string? text)
    {
        var bytes = new byte[text?.Length ?? 0];
        return text is not null && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
