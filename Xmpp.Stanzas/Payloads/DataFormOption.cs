namespace Xmpp.Stanzas.Payloads;

/// <summary>One choice of a list field (XEP-0004 §3.2).</summary>
public readonly record struct DataFormOption(string Value, string? Label = null);
