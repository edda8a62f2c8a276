using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Hosting;

/// <summary>
/// Sends everybody away who is at hosts that are about to go (RFC 6120 §4.9.3.5), while they are still ours: so contacts
/// learn that the sessions are over, what these did not get is stored, and occupants of rooms hear of the end.
/// </summary>
/// <param name="hosts">Takes no new streams for them any more.</param>
/// <param name="streams">The clients'.</param>
/// <param name="sessions">With and without a stream.</param>
/// <param name="ends">Of sessions.</param>
/// <param name="rooms">Null where there are none.</param>
/// <param name="federation">Null where it is switched off.</param>
/// <param name="options">How long it waits for peers that do not read: as at the end of the server.</param>
/// <param name="time">The clock.</param>
internal sealed class HostDeparture(
    HostTable hosts, Func<IEnumerable<C2sStream>> streams, SessionDirectory sessions, SessionEnds ends, RoomService? rooms,
    FederationServices? federation, ShutdownOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    // "0s" is for who wants to stop at once; here everybody else goes on, and what sessions did not get is to be stored.
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    /// <param name="leaving">The names of the hosts.</param>
    /// <param name="ct">The end of the server.</param>
    public async Task RunAsync(HashSet<string> leaving, CancellationToken ct)
    {
        bool IsOver(string domain) => hosts.HostOf(domain) is { } host && leaving.Contains(host);
        using var deadline = new CancellationTokenSource(options.DrainTimeout > s_least ? options.DrainTimeout : s_least, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            await EndClientsAsync(leaving, ct, either.Token);
            if (rooms is not null)
                await rooms.ShutDownAsync(IsOver, either.Token);
            // The last that anybody there had to say, unavailable presence above all.
            while (federation?.Links.All.Any(link => IsOver(link.Pair.Local) && link.Look().Queue > 0) == true)
                await Task.Delay(s_look, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The deadline is the answer to a peer that does not read.
        }
    }

    private async Task EndClientsAsync(HashSet<string> leaving, CancellationToken ct, CancellationToken deadline)
    {
        foreach (var stream in streams())
            stream.PostEndIfGone();
        // A session that was just being bound comes after its stream has failed, and goes, too.
        while (true)
        {
            var left = sessions.AllSessions().Where(session => leaving.Contains(session.Account.Domain)).ToList();
            await Task.WhenAll(left.Select(session => EndAsync(session, ct))).WaitAsync(deadline);
            if (left.Count == 0 && !streams().Any(stream => stream.Host is { } host && leaving.Contains(host)))
                return;
            await Task.Delay(s_look, TimeProvider.System, deadline);
        }
    }

    private async Task EndAsync(Session session, CancellationToken ct)
    {
        await session.FailAsync(StreamError.HostGone).WaitAsync(ct);
        await ends.EndAsync(session, ct);
    }
}
