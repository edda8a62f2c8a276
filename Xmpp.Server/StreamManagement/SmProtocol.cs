using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.StreamManagement;

/// <summary>Answers the elements of XEP-0198.</summary>
internal sealed class SmProtocol(
    ResumableSessions resumable, StreamManagementOptions options, ServerMetrics metrics, TimeProvider time)
{
    /// <summary>An element on a stream that has no session yet and does not resume one: the order is wrong (§3, §6).</summary>
    public static SmReply TooEarly => new(SmElements.NewFailed("unexpected-request"));

    /// <summary>True for what must be handled in the order of the stream's elements: all of XEP-0198.</summary>
    public static bool Handles(XElement element) => element.Name.Namespace == SmElements.Namespace;

    /// <summary>An element on a bound stream; on its loop.</summary>
    public SmReply Handle(Session session, XElement element)
    {
        if (element.Name == SmElements.Enable)
            return Enable(session, element);
        if (element.Name == SmElements.Resume)
            return TooEarly; // §5: only instead of binding
        if (element.Name == SmElements.Ask)
            return session.Management is { } asked ? new SmReply(SmElements.NewAnswer(asked.Handled)) : TooEarly;
        if (element.Name == SmElements.Answer)
            return session.Management is { } management ? Acknowledge(management, element) : TooEarly;
        return new SmReply(Error: StreamError.UnsupportedStanzaType);
    }

    /// <summary>
    /// Resumes a session on a stream that is not bound (§5). On success the session is on the stream: what remains is to
    /// send the answer and then <see cref="Session.WriteAgain"/>.
    /// </summary>
    public async ValueTask<SmReply> ResumeAsync(
        Jid account, XElement element, StreamLink link, CancellationToken ct)
    {
        var id = (string?)element.Attribute("previd");
        if (element.Name != SmElements.Resume)
            return TooEarly;
        if (id is null || !SmElements.TryReadCount(element, out var h))
        {
            metrics.Resumption(ResumptionOutcome.Refused);
            return new SmReply(SmElements.NewFailed("bad-request"));
        }
        if (resumable.Find(id, account) is not { Management: { } management } session
            || !session.TryBeginResume(out var old))
        {
            return NotFound(id, account);
        }
        try
        {
            // Cases SM-03: what the old stream is still handling is handled to its end, and counted, before we say our 'h'.
            if (old is not null)
                await old.ReleaseAsync();
            await resumable.KeptResumed(session, ct);
        }
        catch
        {
            GiveUp(session, management, old);
            throw;
        }
        await link.Connection.Loop();
        return Attach(session, management, old, link, h);
    }

    private SmReply Attach(Session session, ManagedStream management, StreamLink? old, StreamLink link, uint h)
    {
        if (!link.Connection.IsOpen)
        {
            GiveUp(session, management, old);
            return default;
        }
        if (!management.TryAcknowledge(h))
        {
            GiveUp(session, management, old);
            metrics.Resumption(ResumptionOutcome.Refused);
            return new SmReply(Error: SmElements.HandledCountTooHigh(h, management.Sent));
        }
        if (!session.TryAttach(link))
            return NotFound(management.Id, session.Account);
        management.OnAttached();
        resumable.OnResumed(session);
        metrics.Resumption(ResumptionOutcome.Resumed);
        return new SmReply(SmElements.NewResumed(management), Resumed: session);
    }

    private SmReply Enable(Session session, XElement element)
    {
        // §3: "at most one attempt"; a second one changes nothing (cases SM-02).
        if (session.Management is not null)
            return TooEarly;
        var timeout = TimeSpan.Zero;
        if ((string?)element.Attribute("resume") is "true" or "1" && !session.IsAnonymous)
        {
            timeout = options.ResumeTimeout;
            if ((string?)element.Attribute("max") is { } max)
            {
                if (!ulong.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                    return new SmReply(SmElements.NewFailed("bad-request"));
                if (seconds < timeout.TotalSeconds)
                    timeout = TimeSpan.FromSeconds(seconds);
            }
        }
        var management = new ManagedStream(StreamIds.New(), timeout, options, time);
        session.Manage(management);
        resumable.Add(session, management);
        return new SmReply(SmElements.NewEnabled(management));
    }

    private static SmReply Acknowledge(ManagedStream management, XElement element)
    {
        if (!SmElements.TryReadCount(element, out var h))
            return new SmReply(Error: StreamError.InvalidXml); // §4: 'h' is required, an unsigned int
        return management.TryAcknowledge(h)
            ? default
            : new SmReply(Error: SmElements.HandledCountTooHigh(h, management.Sent));
    }

    private SmReply NotFound(string id, Jid account)
    {
        metrics.Resumption(ResumptionOutcome.NotFound);
        return new SmReply(SmElements.NewFailed("item-not-found", resumable.HandledOf(id, account)));
    }

    // The session waits for its client as it did; the stream that it was taken from is gone.
    private void GiveUp(Session session, ManagedStream management, StreamLink? old)
    {
        session.TryAttach(null);
        if (old is null || !resumable.TryHibernate(session, old.Connection))
            resumable.WaitFor(session, management.ResumeTimeout); // its time may have run out in the meantime
    }
}
