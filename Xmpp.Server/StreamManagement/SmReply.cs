using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.StreamManagement;

/// <summary>What an element of XEP-0198 brings about.</summary>
/// <param name="Element">The answer, or null for none.</param>
/// <param name="Error">The end of the stream, or null.</param>
/// <param name="Resumed">The session that the stream now has (§5), or null.</param>
internal readonly record struct SmReply(
    XElement? Element = null, StreamError? Error = null, Sessions.Session? Resumed = null);
