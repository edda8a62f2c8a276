using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Dialback;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Streams;

/// <summary>Dialback on a stream (XEP-0220 §2.2): keys that the peer sends, and those that it asks about.</summary>
internal abstract partial class ServerStream
{
    private void OnDialback(XElement element)
    {
        if (services.Policy.RequiresTls && !IsSecure)
        {
            EndReason = "dialback in clear";
            Fail(StreamError.PolicyViolation with { Text = "TLS first (XEP-0220, RFC 7590)." });
            return;
        }
        if (!StreamHeaders.TryReadDomain((string?)element.Attribute(XmppNames.From), out var from)
            || !StreamHeaders.TryReadDomain((string?)element.Attribute(XmppNames.To), out var to))
        {
            Fail(StreamError.ImproperAddressing);
            return;
        }
        var pair = new DomainPair(to, from);
        if (element.Attribute(XmppNames.Type) is not null)
        {
            // XEP-0220 §3.1, CVE-2012-3525: an answer counts only where it was asked for.
            if (!TryTakeAnswer(element, pair))
                FailForged(StreamError.NotAuthorized, "a dialback answer that nobody asked for");
        }
        else if (!MayAskForPairs)
        {
            FailForged(StreamError.NotAuthorized, "a dialback key on a stream in the other direction");
        }
        else if (element.Name == FederationNames.Result)
        {
            OnKey(pair, element.Value.Trim());
        }
        else if (element.Name == FederationNames.Verify)
        {
            OnVerify(pair, (string?)element.Attribute(XmppNames.Id) ?? "", element.Value.Trim());
        }
        else
        {
            Fail(StreamError.UnsupportedStanzaType);
        }
    }

    // XEP-0220 §2.2.2: we are the authoritative server.
    private void OnVerify(DomainPair pair, string id, string key)
    {
        var outcome = !services.Domains.Contains(pair.Local) ? DialbackOutcome.Failed("item-not-found", "not ours")
            : services.Keys.IsGood(key, pair.Remote, pair.Local, id) ? DialbackOutcome.Valid("key")
            : DialbackOutcome.Invalid("key");
        WriteText(DialbackText.Verified(pair.Local, pair.Remote, id, outcome));
    }

    // XEP-0220 §2.2.1: we are the receiving server.
    private void OnKey(DomainPair pair, string key)
    {
        if (_checking.Contains(pair))
            return; // one answer will do
        if (services.Domains.Contains(pair.Remote))
        {
            FailForged(StreamError.InvalidFrom, "a domain of ours as the peer's");
            return;
        }
        var known = !services.Domains.Contains(pair.Local) ? DialbackOutcome.Failed("item-not-found", "not ours")
            : !services.Policy.IsAllowed(pair.Remote) ? DialbackOutcome.Failed("not-allowed", "policy of this server")
            : _proved.Contains(pair) ? DialbackOutcome.Valid("already")
            // Bad keys count, too: each has us connect to whomever the peer names.
            : _keys >= services.Options.PairsPerStream || services.HasTooMany(pair.Remote)
                ? DialbackOutcome.Failed("resource-constraint", "too many pairs or streams")
            : null;
        if (known is not null)
        {
            Answer(pair, known);
        }
        else
        {
            _checking.Add(pair);
            _keys++;
            var id = StreamId;
            services.Background.Run("dialback", ct => CheckKeyAsync(pair, id, key, ct));
        }
    }

    private async Task CheckKeyAsync(DomainPair pair, string id, string key, CancellationToken ct)
    {
        var verdict = new PeerVerdict(PeerProof.None, "not judged");
        var outcome = DialbackOutcome.Failed("internal-server-error", "a fault of this server");
        try
        {
            verdict = await services.Identity.JudgeAsync(Connection.Tls?.PeerCertificate, pair.Remote, null, ct);
            // XEP-0220 §1.2: a certificate that proves the domain needs no call back.
            outcome = verdict.IsProved ? DialbackOutcome.Valid($"certificate ({verdict.Reason})")
                : Refusal(pair, verdict) ?? await services.Verifier.VerifyAsync(
                    pair, id, key, Connection.RemoteEndPoint.Address, Ended, ct);
        }
        finally
        {
            await Connection.Loop();
            _checking.Remove(pair);
            if (!IsEnded && id == StreamId)
                Conclude(pair, outcome, verdict);
        }
    }

    // Null where the word of the authoritative server counts.
    private DialbackOutcome? Refusal(DomainPair pair, PeerVerdict verdict) => services.Policy.TrustOf(pair.Remote) switch
    {
        FederationTrust.None => DialbackOutcome.Failed("not-allowed", "policy of this server"),
        _ when verdict.IsProved => null,
        FederationTrust.Dialback when MayProveByKey => null,
        _ => DialbackOutcome.Failed("not-authorized", $"no valid certificate: {verdict.Reason}"),
    };

    private void Conclude(DomainPair pair, DialbackOutcome outcome, PeerVerdict verdict)
    {
        // Much may have changed since the key came.
        if (outcome.IsValid)
        {
            outcome = (services.Domains.IsMisplaced(pair) ? DialbackOutcome.Failed("item-not-found", "not ours any more") : null)
                ?? Refusal(pair, verdict)
                ?? (services.HasTooMany(pair.Remote) ? DialbackOutcome.Failed("resource-constraint", "too many streams") : outcome);
        }
        if (outcome.IsValid)
        {
            Prove(pair, "dialback", verdict.IsProved ? verdict.Until : null);
            Answer(pair, outcome);
            OnPairProved(pair);
            return;
        }
        Answer(pair, outcome);
        if (outcome.Error is null && _proved.IsEmpty)
        {
            EndReason = outcome.Reason;
            Finish(); // §2.2.1: nobody else is on this stream
        }
    }

    /// <summary>A pair that the peer has proved is answered: with a bidirectional stream ours may go back.</summary>
    protected void OnPairProved(DomainPair pair)
    {
        if (IsBidirectional)
            services.Links.Offer(pair, this);
    }

    private void Answer(DomainPair pair, DialbackOutcome outcome)
    {
        if (!outcome.IsValid)
        {
            services.Tools.Logger.DialbackRefused(
                Id, pair.Local, pair.Remote, Connection.RemoteEndPoint.Address, outcome.Reason);
        }
        WriteText(DialbackText.Result(pair.Local, pair.Remote, outcome));
    }
}
