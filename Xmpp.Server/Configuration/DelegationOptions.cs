namespace Xmpp.Server.Configuration;

/// <summary>A namespace whose requests a component answers in place of the server (XEP-0355 §4.1).</summary>
public sealed record DelegationOptions
{
    public string Namespace { get; init; } = "";

    /// <summary>Attributes that the request's payload must have, all of them; else the server answers itself.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];
}
