using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Routing;

/// <summary>
/// The one answer to an IQ request (RFC 6120 §8.2.3 rule 3): a handler returns it, so each request is answered exactly
/// once by construction.
/// </summary>
internal readonly struct IqReply
{
    private IqReply(
        XElement? payload, StanzaError? error, Func<CancellationToken, Task>? then, Action<Action<IqReply>>? begin = null)
    {
        Begin = begin;
        Payload = payload;
        Error = error;
        Then = then;
    }

    /// <summary>An empty result.</summary>
    public static IqReply Done => default;

    public static IqReply Result(XElement payload) => new(payload, null, null);

    /// <summary>An empty result, and something to do once it is on its way (closing the stream that asked, …).</summary>
    public static IqReply DoneThen(Func<CancellationToken, Task> then) => new(null, null, then);

    /// <summary>
    /// The answer is not there yet, and nothing waits for it: it is given to the one who is called, exactly once, and is
    /// none of these again.
    /// </summary>
    public static IqReply Later(Action<Action<IqReply>> begin) => new(null, null, null, begin);

    /// <summary>The same answer, and something to do once it is on its way.</summary>
    public IqReply WithThen(Func<CancellationToken, Task> then) => new(Payload, Error, then);

    public static implicit operator IqReply(StanzaError error) => new(null, error, null);

    public XElement? Payload { get; }
    public StanzaError? Error { get; }

    /// <summary>For an answer that comes later: begins to get it.</summary>
    public Action<Action<IqReply>>? Begin { get; }
    public Func<CancellationToken, Task>? Then { get; }
}
