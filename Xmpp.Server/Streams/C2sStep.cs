using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams;

/// <summary>How a client's negotiation goes on: what is answered, and who it is, or what ends the stream.</summary>
/// <param name="Answer">Written first.</param>
/// <param name="Account">Proved by SASL: the stream begins anew.</param>
/// <param name="Error">Ends the stream.</param>
internal readonly record struct C2sStep(XElement? Answer = null, Jid? Account = null, StreamError? Error = null);
