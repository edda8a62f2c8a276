using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

/// <summary>A session by itself, on a connection of the test.</summary>
internal static class TestSession
{
    /// <param name="address">Full JID.</param>
    /// <param name="connection">Where it writes.</param>
    /// <param name="framing">Framed: each stanza is a write of its own.</param>
    /// <param name="management">Not null: with acknowledgements, and these limits.</param>
    public static Session New(
        Jid address, TestConnection connection, StreamFraming framing, StreamManagementOptions? management = null)
    {
        var session = new Session(
            Session.NewId(), address, new StreamLink(connection, framing, _ => { }, () => Task.CompletedTask),
            new Outbox(100, 100_000), new WireLog(new LogOptions(), NullLoggerFactory.Instance),
            new ServerMetrics(Prometheus.Metrics.NewCustomRegistry()), new ClientStateOptions(), TimeProvider.System)
        {
            BeginEnd = _ => { },
        };
        if (management is not null)
            session.Manage(new ManagedStream("id", TimeSpan.FromMinutes(5), management, TimeProvider.System));
        return session;
    }
}
