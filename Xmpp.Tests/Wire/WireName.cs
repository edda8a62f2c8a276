namespace Xmpp.Tests.Wire;

/// <summary>One end of the conversation, as the head of a script declares it.</summary>
/// <param name="Name">The word that the lines of the script use.</param>
/// <param name="Kind">What the runner does before the script may use it.</param>
/// <param name="Host">The virtual host that it talks to.</param>
/// <param name="Account">The bare JID that it logs in as; null for a raw connection that does not log in. A component's
/// domain.</param>
/// <param name="Resource">The resource that it binds; null for raw connections.</param>
/// <param name="Later">It connects only when the script says so.</param>
public sealed record WireName(
    string Name, WireNameKind Kind, string Host, string? Account, string? Resource, bool Later, int Line)
{
    /// <summary>For servers: TLS is there before the script has the connection.</summary>
    public bool IsSecured { get; init; }

    /// <summary>For servers: the domain that its certificate is good for; null for one that is good for nothing.</summary>
    public string? CertifiedAs { get; init; }

    /// <summary>It speaks jabber:server.</summary>
    public bool IsServer => Kind is WireNameKind.Server or WireNameKind.Peer;

    public string? FullJid => Resource is null ? null : $"{Account}/{Resource}";
}
