using System.Collections.Frozen;

namespace Xmpp.Server.Observability;

/// <summary>The values that a label may take: cases OPS-10 wants none that a peer can choose.</summary>
internal sealed class LabelSet<TChild>(IEnumerable<string> values, Func<string, TChild> child)
{
    private readonly FrozenDictionary<string, TChild> _children =
        values.ToFrozenDictionary(value => value, child, StringComparer.Ordinal);

    private readonly TChild _other = child("other");

    public TChild this[string value] => _children.GetValueOrDefault(value, _other);
}
