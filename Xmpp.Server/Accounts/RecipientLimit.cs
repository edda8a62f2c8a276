using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

/// <summary>
/// XEP-0205 §4.6: how many strangers one account may turn to in a minute (cases ABU-08). Who has a subscription in either
/// direction has agreed to hear of it, and is not counted; so most messages cost a look at a roster that is in memory.
/// </summary>
internal sealed partial class RecipientLimit(
    Rosters rosters, SessionDirectory directory, IAccountStore accounts, LimitOptions limits, ServerMetrics metrics, TimeProvider time,
    ILogger<RecipientLimit> logger)
    : ISendStage
{
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Jid, RecentRecipients> _recent = new();
    private long _sweptAt = time.GetTimestamp();

    /// <summary>Accounts of which something is kept.</summary>
    public int Count => _recent.Count;

    public ValueTask<Verdict> OnSendAsync(StanzaContext context, CancellationToken ct)
    {
        // A component that speaks in accounts' names is the operator's.
        if ((limits.RecipientsPerMinute == 0 && limits.RecipientsPerMinuteNew == 0) || context.SentBy is not null)
            return new ValueTask<Verdict>(Verdict.Continue);
        if (context.Stanza is not (Message { Type: not MessageType.Error } or Presence { Type: PresenceType.Subscribe or PresenceType.Available }))
            return new ValueTask<Verdict>(Verdict.Continue);
        var (account, recipient) = (context.Sender.Bare, context.Recipient.Bare);
        if (recipient == account)
            return new ValueTask<Verdict>(Verdict.Continue);
        return rosters.Find(account) is { } roster
            ? CheckAsync(context, account, recipient, roster, ct)
            : LoadAndCheckAsync(context, account, recipient, ct);
    }

    /// <summary>Forgets whose minute is over; called about once a second.</summary>
    public void Tick()
    {
        if (time.GetElapsedTime(_sweptAt) < s_sweepInterval)
            return;
        _sweptAt = time.GetTimestamp();
        foreach (var (account, recent) in _recent)
        {
            if (recent.IsOver)
                _recent.TryRemove(account, out _);
        }
    }

    private async ValueTask<Verdict> LoadAndCheckAsync(StanzaContext context, Jid account, Jid recipient, CancellationToken ct) =>
        await CheckAsync(context, account, recipient, await rosters.GetAsync(account, ct), ct);

    private ValueTask<Verdict> CheckAsync(StanzaContext context, Jid account, Jid recipient, RosterView roster, CancellationToken ct)
    {
        if (roster.Item(recipient) is { Subscription: not Storage.Roster.Subscription.None }
            || (context.Stanza is Presence { Type: PresenceType.Available } shown && IsOfRoom(shown, context)))
        {
            return new ValueTask<Verdict>(Verdict.Continue);
        }
        var recent = _recent.GetOrAdd(account, static (_, clock) => new RecentRecipients(clock), time);
        // How old an account is need not be known of one that would be let through in any case.
        return recent.TryAdd(recipient, Math.Min(Limit(limits.RecipientsPerMinute), Limit(limits.RecipientsPerMinuteNew)))
            ? new ValueTask<Verdict>(Verdict.Continue)
            : CheckByAgeAsync(recent, account, recipient, ct);
    }

    // Rooms are entered by the dozen when a client comes online, and shown each change of presence; strangers are not.
    private bool IsOfRoom(Presence shown, StanzaContext context)
    {
        if (shown.Element.Element(MucNames.X) is not null)
            return true;
        foreach (var resource in directory.Find(context.Sender.Bare))
        {
            if (resource.FullJid == context.Sender)
                return resource.Directed.Contains(context.Recipient) || resource.Directed.Any(jid => jid.Bare == context.Recipient.Bare);
        }
        return false;
    }

    private async ValueTask<Verdict> CheckByAgeAsync(RecentRecipients recent, Jid account, Jid recipient, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var createdAt = recent.CreatedAt ??= (await accounts.FindAsync(account, ct))?.CreatedAt ?? now;
        var isNew = now - createdAt < limits.NewAccountAge;
        if (recent.TryAdd(recipient, Limit(isNew ? limits.RecipientsPerMinuteNew : limits.RecipientsPerMinute)))
            return Verdict.Continue;
        metrics.RecipientRefused();
        if (recent.NoteRefusal())
            LogRefused(account, isNew);
        return Verdict.Reject(StanzaError.UnexpectedRequest with
        {
            Text = "You have written to too many people; wait a minute.",
            Application = new XElement(XName.Get("too-many-stanzas", "urn:xmpp:errors")),
        });
    }

    private static int Limit(int configured) => configured == 0 ? int.MaxValue : configured;

    [LoggerMessage(Level = LogLevel.Warning, EventName = "recipients-exceeded",
        Message = "too many recipients in a minute account={Account} new={IsNew} (told once a minute)")]
    private partial void LogRefused(Jid account, bool isNew);
}
