using System.Collections.Concurrent;
using Xmpp.Server.Certificates;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Links;

/// <summary>Opens streams to other servers: finds the addresses and tries them in turn (RFC 6120 §3.2).</summary>
internal sealed class PeerConnector(FederationServices services)
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, int> _owners = new(StringComparer.Ordinal);
    private int _running;

    /// <summary>False when so many peers are being connected to that no more are tried.</summary>
    public bool HasRoom => Volatile.Read(ref _running) < services.Options.Connecting;

    /// <summary>
    /// False when an account of ours, or all rooms and nodes together, have let so many be connected to that they have to wait.
    /// </summary>
    /// <param name="owner">The account, or <see cref="Services"/>.</param>
    public bool HasRoomFor(string owner) => _owners.GetValueOrDefault(owner)
        < (owner == Services ? services.Options.ConnectingOfServices : services.Options.ConnectingPerAccount);

    /// <summary>What rooms and nodes send to strangers is somebody's wish, too, and nobody can tell whose.</summary>
    public const string Services = "";

    /// <summary>Makes a stream for a link, in the background; ends in its TryAttach or its Fail.</summary>
    /// <param name="link">Whose.</param>
    /// <param name="delay">Not before.</param>
    /// <param name="owner">The account whose stanza is the reason, or <see cref="Services"/>; null for others.</param>
    /// <param name="ct">The link gives up.</param>
    public void Begin(PeerLink link, TimeSpan delay, string? owner, CancellationToken ct)
    {
        Interlocked.Increment(ref _running);
        if (owner is not null)
            _owners.AddOrUpdate(owner, 1, static (_, count) => count + 1);
        var since = services.Time.GetTimestamp();
        services.Background.Run("federation connect", async stopping =>
        {
            try
            {
                using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
                var rest = delay - services.Time.GetElapsedTime(since);
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, services.Time, both.Token);
                await ConnectAsync(link, both.Token);
            }
            catch (OperationCanceledException)
            {
                // The link has given up, and has told everybody.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                link.Fail(PeerFailure.Timeout("a fault of this server"));
                throw; // to the log
            }
            finally
            {
                Interlocked.Decrement(ref _running);
                if (owner is not null)
                    Leave(owner);
            }
        });
    }

    private void Leave(string owner)
    {
        var left = _owners.AddOrUpdate(owner, 0, static (_, count) => count - 1);
        if (left <= 0)
            _owners.TryRemove(KeyValuePair.Create(owner, left));
    }

    /// <summary>Opens a stream to a peer.</summary>
    /// <param name="pair">Who we are, and whom we want.</param>
    /// <param name="link">Gets the stream when it may send; null for a stream that is only to check a key.</param>
    /// <param name="ct">The end of the attempt.</param>
    public async Task<(OutgoingStream? Stream, PeerFailure? Failure)> OpenAsync(
        DomainPair pair, PeerLink? link, CancellationToken ct)
    {
        if (!services.Policy.IsAllowed(pair.Remote))
            return (null, PeerFailure.NotAllowed);
        if (services.Domains.IsMisplaced(pair))
            return (null, PeerFailure.Moved);
        var found = await services.Finder.FindAsync(pair.Remote, ct);
        if (found.Outcome != PeerLookup.Found)
        {
            var reason = found.Reason ?? found.Outcome.ToString();
            return (null, found.Outcome == PeerLookup.ResolverFailed
                ? PeerFailure.Timeout(reason) : PeerFailure.NotFound(reason));
        }
        PeerFailure? last = null;
        foreach (var address in found.Addresses)
        {
            var (stream, failure) = await OpenAsync(pair, link, address, true, ct);
            if (failure is { IsExternalRefused: true })
                (stream, failure) = await OpenAsync(pair, link, address, false, ct);
            if (stream is not null)
                return (stream, null);
            last = failure;
            if (failure is { IsFinal: true })
                break;
        }
        return (null, last ?? PeerFailure.NotFound("no address"));
    }

    // A peer that was there a moment ago may be starting again: it is tried until the queue's time is over.
    private async Task ConnectAsync(PeerLink link, CancellationToken ct)
    {
        while (true)
        {
            var (stream, failure) = await OpenAsync(link.Pair, link, ct);
            if (stream is not null || failure is null)
                return;
            if (!link.WasOpen || failure.IsFinal)
            {
                link.Fail(failure);
                return;
            }
            await Task.Delay(s_retryDelay, services.Time, ct);
        }
    }

    private async Task<(OutgoingStream?, PeerFailure?)> OpenAsync(
        DomainPair pair, PeerLink? link, PeerAddress address, bool mayUseExternal, CancellationToken ct)
    {
        var options = services.Options;
        var made = new TaskCompletionSource<OutgoingStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        var tls = new TlsClientSettings(
            HostNames.ToAscii(pair.Remote), mayUseExternal ? services.Domains.CertificateOf(pair.Local) : null,
            address.IsDirectTls ? [FederationServices.Alpn] : [], services.Limits.HandshakeTimeout);
        OutgoingStream stream;
        try
        {
            await TcpConnector.ConnectAsync(
                address.EndPoint, services.Loops, address.IsDirectTls ? tls : null, options.ConnectTimeout,
                options.PingAfter + options.PingTimeout, services.Time, connection =>
                {
                    var opened = new OutgoingStream(connection, services, new OutgoingRequest(pair, link, address, tls, ct));
                    made.SetResult(opened);
                    return opened;
                }).WaitAsync(options.ConnectTimeout, services.Time, ct);
            stream = await made.Task.WaitAsync(options.ConnectTimeout, services.Time, ct);
        }
        catch (IOException e)
        {
            return (null, PeerFailure.Timeout($"{address.EndPoint}: {e.Message}"));
        }
        catch (TimeoutException)
        {
            _ = EndWhenMadeAsync(made.Task);
            return (null, PeerFailure.Timeout($"{address.EndPoint}: no connection in time"));
        }
        catch (OperationCanceledException)
        {
            _ = EndWhenMadeAsync(made.Task);
            throw;
        }
        return await NegotiateAsync(stream, link is null, ct);
    }

    // The system goes on connecting when nobody waits any more.
    private static async Task EndWhenMadeAsync(Task<OutgoingStream> made) =>
        (await made).PostFail(StreamError.ConnectionTimeout);

    private async Task<(OutgoingStream?, PeerFailure?)> NegotiateAsync(
        OutgoingStream stream, bool isForKeys, CancellationToken ct)
    {
        try
        {
            var failure = await InTimeAsync(stream.Opened, services.Options.ConnectTimeout, ct);
            if (failure is null && !isForKeys)
                failure = await InTimeAsync(stream.Ready, services.Options.QueueTimeout, ct);
            return failure is null ? (stream, null) : (null, failure);
        }
        catch (TimeoutException)
        {
            stream.PostFail(StreamError.ConnectionTimeout);
            return (null, PeerFailure.Timeout("the peer did not answer in time"));
        }
        catch (OperationCanceledException)
        {
            stream.PostFail(StreamError.ConnectionTimeout);
            throw;
        }
    }

    // What was done before the time was over counts, also when this is told of it later.
    private async Task<PeerFailure?> InTimeAsync(Task<PeerFailure?> done, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            return await done.WaitAsync(timeout, services.Time, ct);
        }
        catch (TimeoutException) when (done.IsCompleted)
        {
            return await done;
        }
    }
}
