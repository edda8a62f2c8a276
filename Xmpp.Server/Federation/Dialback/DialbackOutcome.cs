namespace Xmpp.Server.Federation.Dialback;

/// <summary>What came of a key that was to be checked.</summary>
/// <param name="IsValid">The authoritative server knows the key.</param>
/// <param name="Error">Else: the stanza error's condition (XEP-0220 §2.5), or null where it said that the key is bad.</param>
/// <param name="Reason">For the log.</param>
internal sealed record DialbackOutcome(bool IsValid, string? Error, string Reason)
{
    public static DialbackOutcome Valid(string reason) => new(true, null, reason);

    public static DialbackOutcome Invalid(string reason) => new(false, null, reason);

    public static DialbackOutcome Failed(string condition, string reason) => new(false, condition, reason);
}
