namespace Xmpp.Server.Configuration;

/// <summary>XEP-0157 §3: the URIs (mailto:, xmpp:, https:) under which a host's people can be reached, by purpose.</summary>
[Live]
public sealed record ContactOptions
{
    [ContactUri]
    public IReadOnlyList<string> Abuse { get; init; } = [];

    [ContactUri]
    public IReadOnlyList<string> Admin { get; init; } = [];

    [ContactUri]
    public IReadOnlyList<string> Feedback { get; init; } = [];

    [ContactUri]
    public IReadOnlyList<string> Sales { get; init; } = [];

    [ContactUri]
    public IReadOnlyList<string> Security { get; init; } = [];

    [ContactUri]
    public IReadOnlyList<string> Status { get; init; } = [];

    [ContactUri]
    public IReadOnlyList<string> Support { get; init; } = [];
}
