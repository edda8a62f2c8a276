using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>What a line with an arrow to the left expects.</summary>
public sealed record WirePattern(WirePatternKind Kind, string Text, XElement? Element)
{
    /// <summary>Stands on an element where a bare … stood between the attributes.</summary>
    public static readonly XName MoreAttributes = "wire.more";

    public const char Ellipsis = '…';

    public override string ToString() => Text;
}
