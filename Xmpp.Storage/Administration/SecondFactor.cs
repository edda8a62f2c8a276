using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>What an account's one-time codes are made from (RFC 6238).</summary>
/// <param name="IsConfirmed">A code has been given once; before that it is not asked for.</param>
/// <param name="LastStep">The time step of the last code that was taken: it and those before are refused (§5.2).</param>
/// <param name="Recovery">SHA-256, in hex, of the codes that each work once.</param>
public sealed record SecondFactor(
    Jid Account, byte[] Secret, bool IsConfirmed, long LastStep, ImmutableArray<string> Recovery)
{
    // A record prints its members, and this is a secret (cases OPS-09).
    public override string ToString() => $"{nameof(SecondFactor)} {Account}";
}
