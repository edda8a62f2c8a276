namespace Xmpp.Tests.Wire;

/// <summary>What can come from a server.</summary>
public enum WirePatternKind
{
    Element,

    /// <summary>The start tag of the stream.</summary>
    Header,

    /// <summary>The end tag of the stream.</summary>
    StreamEnd,

    /// <summary>The end of the connection; the end tag of the stream may come before it.</summary>
    Closed,
}
