using System.Collections.Immutable;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>A connection without TLS, or whose TLS is not ours to bind to.</summary>
public sealed class NoChannelBindings : IChannelBindings
{
    public static readonly NoChannelBindings Instance = new();

    private NoChannelBindings()
    {
    }

    public ImmutableArray<string> Types => [];

    public byte[]? Find(string type) => null;
}
