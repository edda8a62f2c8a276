using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>What an account's preferences say of a contact (XEP-0441 §2.1, §2.3; cases MAM-10).</summary>
internal static class ArchivePreferenceRules
{
    /// <summary>The policy for a contact: Roster only where the default decides.</summary>
    /// <param name="preferences">The account's.</param>
    /// <param name="contact">As the stanza has it, full or bare (§2.3.2, §2.3.3).</param>
    public static ArchivePolicy PolicyFor(ArchivePreferences preferences, Jid contact)
    {
        // Never beats always: what is not kept by mistake is a smaller harm than what is.
        if (Names(preferences.Never, contact))
            return ArchivePolicy.Never;
        return Names(preferences.Always, contact) ? ArchivePolicy.Always : preferences.Default;
    }

    // §2.3.1: a bare JID stands for all its resources.
    private static bool Names(ImmutableArray<Jid> list, Jid contact)
    {
        foreach (var jid in list)
        {
            if (jid == contact || (jid.IsBare && jid == contact.Bare))
                return true;
        }
        return false;
    }
}
