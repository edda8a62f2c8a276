namespace Xmpp.Server.Configuration;

/// <summary>Resource binding (RFC 6120 §7).</summary>
[Live]
public sealed record BindingOptions
{
    public ResourceConflict Conflict { get; init; } = ResourceConflict.ServerResource;
}
