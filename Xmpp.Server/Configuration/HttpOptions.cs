namespace Xmpp.Server.Configuration;

/// <summary>The operator's listener: <c>/metrics</c>, <c>/health/live</c>, <c>/health/ready</c>. It has no login.</summary>
public sealed record HttpOptions
{
    /// <summary>Empty: none.</summary>
    public IReadOnlyList<ListenEndpoint> Listen { get; init; } = [new ListenEndpoint("127.0.0.1", 5280)];
}
