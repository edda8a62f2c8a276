using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

internal static class AccountExtensions
{
    /// <summary>The account's keys for that hash, or null.</summary>
    public static ScramCredential? Find(this Account account, ScramHash hash)
    {
        if (account.Credentials.IsDefault)
            return null;
        foreach (var credential in account.Credentials)
        {
            if (credential.Hash == hash)
                return credential;
        }
        return null;
    }
}
