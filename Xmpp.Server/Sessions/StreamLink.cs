using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Sessions;

/// <summary>The stream that a session is on now; a resumed session (XEP-0198 §5) gets another.</summary>
/// <param name="Connection">Where the session writes.</param>
/// <param name="Framing">How it writes there.</param>
/// <param name="OnFailed">Ends the stream with an error; called on the connection's loop.</param>
/// <param name="ReleaseAsync">
/// Takes the session off the stream, which ends with <c>conflict</c>; completes when the stream handles nothing more.
/// </param>
internal sealed record StreamLink(
    IConnection Connection, StreamFraming Framing, Action<StreamError> OnFailed, Func<Task> ReleaseAsync);
