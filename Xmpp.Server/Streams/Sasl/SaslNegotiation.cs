using System.Net;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>The SASL negotiation of one stream (RFC 6120 §6.4): which element may come when, and how often.</summary>
/// <remarks>One call at a time: the stream reads on when the answer is there.</remarks>
public sealed class SaslNegotiation(SaslStreamState stream, SaslContext context, IPAddress? address)
{
    private ISaslMechanism? _mechanism;
    private int _handshakes;
    private int _failures;
    private bool _isDone;

    /// <summary>What goes into the stream features.</summary>
    public IEnumerable<XElement> Features => SaslMechanisms.Features(stream, context.Options);

    /// <summary>Answers an element of the SASL namespace.</summary>
    public async ValueTask<SaslReply> HandleAsync(XElement element, CancellationToken ct)
    {
        // RFC 6120 §6.4.6: after success the only thing that may follow is a new stream (cases AUTH-05).
        if (_isDone)
            return new SaslReply { Error = StreamError.NotAuthorized };
        if (element.Name == SaslNames.Auth)
            return await AuthAsync(element, ct);
        if (element.Name == SaslNames.Response)
            return await ResponseAsync(element, ct);
        if (element.Name != SaslNames.Abort)
            return Fail(SaslFailure.MalformedRequest);
        // RFC 6120 §6.4.4. It is no failed login.
        var name = _mechanism?.Name;
        GiveUp();
        return Answer(SaslFailure.Aborted) with { Mechanism = name };
    }

    private async ValueTask<SaslReply> AuthAsync(XElement element, CancellationToken ct)
    {
        // RFC 6120 §6.4.2: a second <auth/> discards the handshake that was under way.
        GiveUp();
        // RFC 6120 §6.4.5: who exceeds the number of retries is sent away.
        if (_failures >= context.Options.MaxFailures || ++_handshakes > context.Options.MaxHandshakes)
            return new SaslReply { Error = StreamError.PolicyViolation };
        // Not "wrong password": clients drop a stored one for that.
        if (!context.Throttle.Allows(address))
            return Answer(SaslFailure.TemporaryAuthFailure) with { Error = StreamError.PolicyViolation };
        var name = element.Attribute(SaslNames.MechanismAttribute)?.Value;
        if (SaslMechanisms.Check(name, stream, context.Options) is { } refusal)
            return Fail(refusal);
        if (!TryReadText(element, out var text))
            return Fail(SaslFailure.MalformedRequest);
        byte[]? initial = null;
        // RFC 6120 §6.4.2: nothing means no initial response, "=" one of no length.
        if (text.Length > 0 && !TryDecode(text, out initial))
            return Fail(SaslFailure.IncorrectEncoding);
        _mechanism = SaslMechanisms.Create(name ?? "", stream, context);
        return await NextAsync(_mechanism, initial, ct);
    }

    private async ValueTask<SaslReply> ResponseAsync(XElement element, CancellationToken ct)
    {
        if (_mechanism is not { } mechanism || !TryReadText(element, out var text))
            return Fail(SaslFailure.MalformedRequest);
        if (!TryDecode(text, out var response))
            return Fail(SaslFailure.IncorrectEncoding);
        return await NextAsync(mechanism, response, ct);
    }

    private async ValueTask<SaslReply> NextAsync(ISaslMechanism mechanism, byte[]? message, CancellationToken ct)
    {
        SaslStep step;
        try
        {
            step = await mechanism.NextAsync(message, ct);
        }
        catch (Exception fault) when (fault is StorageException or TimeoutException)
        {
            // RFC 6120 §6.5.11: "cannot tell" is not "no".
            return Fail(SaslFailure.TemporaryAuthFailure) with { Fault = fault };
        }
        switch (step)
        {
            case SaslStep.Challenge challenge:
                return Reply(new XElement(SaslNames.Challenge, Convert.ToBase64String(challenge.Data)), mechanism);
            case SaslStep.Success success:
                _mechanism = null;
                _isDone = true;
                context.Throttle.Succeeded(success.Account);
                return Reply(SuccessElement(success.AdditionalData), mechanism) with { Account = success.Account };
            case SaslStep.Failure failure:
                return Fail(failure.Reason);
            default:
                throw new InvalidOperationException("SaslStep has no other case");
        }
    }

    // RFC 6120 §6.4.6: data of no length are "=".
    private static XElement SuccessElement(byte[]? data) =>
        data is null
            ? new XElement(SaslNames.Success)
            : new XElement(SaslNames.Success, data.Length == 0 ? "=" : Convert.ToBase64String(data));

    private SaslReply Fail(SaslFailure failure)
    {
        var reply = Answer(failure) with { Mechanism = _mechanism?.Name, ClaimedName = _mechanism?.ClaimedName };
        _mechanism = null;
        // Cases AUTH-12: what is our fault is not held against the client.
        if (failure.Condition == SaslFailure.TemporaryAuthFailure.Condition)
        {
            Excuse(reply.ClaimedName);
            return reply;
        }
        _failures++;
        context.Throttle.Failed(AccountOf(reply.ClaimedName), address);
        return reply;
    }

    // A handshake that the client does not finish has told it nothing.
    private void GiveUp()
    {
        Excuse(_mechanism?.ClaimedName);
        _mechanism = null;
    }

    private void Excuse(string? claimedName)
    {
        if (AccountOf(claimedName) is { } account)
            context.Throttle.Excused(account);
    }

    private Jid? AccountOf(string? claimedName) =>
        claimedName is not null && SaslAuthorization.TryGetAccount(claimedName, context.Host, out var account)
            ? account
            : null;

    private static SaslReply Reply(XElement element, ISaslMechanism mechanism) =>
        new() { Element = element, Mechanism = mechanism.Name, ClaimedName = mechanism.ClaimedName };

    private static SaslReply Answer(SaslFailure failure) => new() { Element = failure.ToElement(), Failure = failure };

    private static bool TryDecode(string text, out byte[]? bytes)
    {
        bytes = [];
        return text is "=" || SaslText.TryDecodeBase64(text, out bytes);
    }

    private static bool TryReadText(XElement element, out string text)
    {
        text = element.HasElements ? "" : element.Value;
        return !element.HasElements;
    }
}
