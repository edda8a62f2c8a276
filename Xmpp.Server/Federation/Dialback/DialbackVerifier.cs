using System.Net;
using Xmpp.Server.Federation.Streams;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Dialback;

/// <summary>
/// Asks the authoritative server whether a key is good (XEP-0220 §2.1.2), on a connection of its own: so never on the one
/// on which the key came (XEP-0288 §2.2), and nothing that the peer says elsewhere can be the answer.
/// </summary>
internal sealed class DialbackVerifier(FederationServices services)
{
    private readonly NetworkShares _running = new(() => services.Options.Connecting);

    /// <param name="pair">Our domain as the receiving one, and the one that the peer says it is.</param>
    /// <param name="id">The id of the stream on which the key came.</param>
    /// <param name="key">The key.</param>
    /// <param name="asker">Where the key came from: one network does not take what all have.</param>
    /// <param name="streamEnd">The end of the stream on which the key came: then nobody waits for the answer.</param>
    /// <param name="ct">The end of the server.</param>
    public async Task<DialbackOutcome> VerifyAsync(
        DomainPair pair, string id, string key, IPAddress asker, CancellationToken streamEnd, CancellationToken ct)
    {
        if (!_running.TryTake(asker))
            return DialbackOutcome.Failed("resource-constraint", "too many keys are being checked");
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(streamEnd, ct);
            return await VerifyAsync(pair, id, key, either.Token);
        }
        catch (OperationCanceledException) when (streamEnd.IsCancellationRequested)
        {
            return DialbackOutcome.Failed("remote-server-timeout", "the stream has ended");
        }
        finally
        {
            _running.Leave(asker);
        }
    }

    private async Task<DialbackOutcome> VerifyAsync(DomainPair pair, string id, string key, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(services.Options.QueueTimeout, services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        OutgoingStream? stream = null;
        try
        {
            (stream, var failure) = await services.Connector.OpenAsync(pair, null, both.Token);
            if (stream is not null)
                return await stream.VerifyAsync(pair, id, key).WaitAsync(both.Token);
            // §2.5: who is not there, and who cannot be reached.
            return DialbackOutcome.Failed(
                failure?.Error == StanzaError.RemoteServerNotFound ? "remote-server-not-found" : "remote-connection-failed",
                failure?.Reason ?? "no stream");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return DialbackOutcome.Failed("remote-server-timeout", "the authoritative server did not answer in time");
        }
        finally
        {
            stream?.PostFinish();
        }
    }
}
