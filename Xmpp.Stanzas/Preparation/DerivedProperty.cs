namespace Xmpp.Stanzas.Preparation;

/// <summary>The derived property of a code point (RFC 8264 §8).</summary>
internal enum DerivedProperty : byte
{
    Unassigned,
    Disallowed,

    /// <summary>PVALID: allowed in both string classes.</summary>
    ProtocolValid,

    /// <summary>CONTEXTJ or CONTEXTO: allowed where its contextual rule holds.</summary>
    ContextualRuleRequired,

    /// <summary>FREE_PVAL: allowed in the FreeformClass only.</summary>
    FreeformValid,
}
