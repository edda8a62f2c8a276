namespace Xmpp.Server.Commands.Control;

/// <summary>What a node is (XEP-0060): its configuration by the names of its fields, and who is what to it.</summary>
internal sealed record NodeDetails(
    string Node, string Creator, DateTimeOffset CreatedAt, long Items, long Bytes,
    IReadOnlyDictionary<string, string> Configuration, IReadOnlyDictionary<string, string> Affiliations, int Subscriptions,
    int Pending);
