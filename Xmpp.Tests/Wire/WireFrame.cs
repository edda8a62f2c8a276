using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>One thing that came from a server.</summary>
/// <param name="Text">As it came.</param>
public sealed record WireFrame(WirePatternKind Kind, string Text, XElement? Element = null);
