using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>From the names a client gives to the account it means (RFC 6120 §6.3.7, §6.3.8).</summary>
internal static class SaslAuthorization
{
    /// <summary>
    /// RFC 6120 §6.3.7: the user name is the localpart. It is prepared as one (RFC 7622 §3.3), which stands for the
    /// preparation that RFC 5802 §5.1 and RFC 4616 §2 ask for.
    /// </summary>
    public static bool TryGetAccount(string userName, string host, [NotNullWhen(true)] out Jid? account)
    {
        account = null;
        return userName.Length > 0 && Jid.TryCreate(userName, host, null, out account);
    }

    /// <summary>
    /// RFC 6120 §6.3.8: a bare JID, and nobody acts for another account here. Empty is the same as absent (§6.6).
    /// The check depends on the names only, so it tells nothing about which accounts exist.
    /// </summary>
    public static bool MayAct(Jid account, string? authzid) =>
        string.IsNullOrEmpty(authzid)
        || (Jid.TryParse(authzid, out var claimed) && claimed.IsBare && claimed.Equals(account));
}
