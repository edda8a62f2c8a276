namespace Xmpp.Server.Federation.Identity;

/// <summary>Whether a certificate leads to somebody we trust (RFC 5280 §6).</summary>
/// <param name="Proof">Proved, not valid now, or not trusted.</param>
/// <param name="Fault">Why not, in words; empty if it does.</param>
internal sealed record ChainVerdict(PeerProof Proof, string Fault)
{
    public bool IsTrusted => Proof == PeerProof.Proved;

    /// <summary>The fault is that nobody whom we trust has signed it.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>When the first certificate of the chain expires (RFC 6120 §13.7.2.3).</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>An authority on the way may speak for some DNS names only (RFC 5280 §4.2.1.10).</summary>
    public bool IsConstrained { get; init; }

    /// <summary>The certificates from the leaf upwards, DER; empty unless trusted.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; init; } = [];

    public static ChainVerdict Untrusted(string fault) => new(PeerProof.NotTrusted, fault);
}
