using System.Collections.Immutable;
using Xmpp.Server.Streams.Sasl;

namespace Xmpp.Tests.Streams.Sasl;

/// <summary>Bindings with data that the test has chosen.</summary>
internal sealed class KnownBindings : IChannelBindings
{
    public SortedDictionary<string, byte[]> Data { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<string> Types => [.. Data.Keys];

    public byte[]? Find(string type) => Data.GetValueOrDefault(type);
}
