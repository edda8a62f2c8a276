using System.Collections.Immutable;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>The channel-binding types that work on one very connection, with their data (RFC 5056 §7).</summary>
public interface IChannelBindings
{
    /// <summary>Their registered names; empty where nothing can be bound to.</summary>
    ImmutableArray<string> Types { get; }

    /// <summary>The data of a type, made when it is asked for; null for any type that is not among them.</summary>
    byte[]? Find(string type);
}
