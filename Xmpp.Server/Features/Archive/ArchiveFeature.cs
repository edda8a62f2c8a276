using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Recovery;
using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>
/// XEP-0313: what an account sends and receives is kept, each message once, and nobody gets what is not kept.
/// </summary>
internal sealed partial class ArchiveFeature(
    IArchiveStore store, ArchiveSearch search, ArchiveIds ids, ISessionDirectory directory, Rosters rosters, AccountTurns turns,
    CrashRecovery? recovery, ArchiveOptions options,
    ServerMetrics metrics, ILogger<ArchiveFeature> logger) : IFeature, ISendStage, IReceiveStage
{
    private readonly ArchiveQueries _queries = new(store, search, ids, directory, options, metrics);
    private readonly ArchiveRetractions _retractions = new(store);
    private readonly ArchivePreferences _default = new(options.Default, [], []);

    public IReadOnlyList<XepReference> Specs => options.FullText
        ? [.. s_specs, new(431, "0.2.0", "Full Text Search in MAM")]
        : s_specs;

    private static readonly XepReference[] s_specs =
    [
        new(313, "1.1.3", "Message Archive Management"),
        new(59, "1.0", "Result Set Management"),
        new(359, "0.7.0", "Unique and Stable Stanza IDs"),
        new(424, "0.4.2", "Message Retraction (tombstones)"),
        new(441, "0.2.0", "Message Archive Management Preferences"),
    ];

    public void Register(FeatureRegistry registry)
    {
        // §7: on those who have an archive.
        registry.Disco(IqTarget.Account, ArchiveNames.Ns.NamespaceName);
        registry.Disco(IqTarget.Account, ArchiveNames.Extended);
        registry.Disco(IqTarget.Account, ArchiveNames.GroupChatField);
        registry.Disco(IqTarget.Account, StanzaIds.Ns.NamespaceName); // XEP-0359 §5
        registry.Disco(IqTarget.Account, ArchiveNames.Retraction.NamespaceName); // XEP-0424 §2
        registry.Disco(IqTarget.Account, ArchiveNames.Tombstones); // XEP-0424 §4
        registry.Disco(IqTarget.Server, ArchiveNames.Retraction.NamespaceName);
        if (options.FullText)
            registry.Disco(IqTarget.Account, ArchiveNames.FullText); // XEP-0431 §2.1
        // Anyone may ask, to be told that it is forbidden (§8.1).
        registry.IqSet(IqTarget.Account, ArchiveNames.Query, _queries.QueryAsync, IqAccess.Anyone);
        registry.IqGet(IqTarget.Account, ArchiveNames.Query, _queries.GetFormAsync, IqAccess.Anyone);
        registry.IqGet(IqTarget.Account, ArchiveNames.Metadata, _queries.GetMetadataAsync, IqAccess.Anyone);
        registry.IqGet(IqTarget.Account, ArchiveNames.Preferences, GetPreferencesAsync, IqAccess.Anyone);
        registry.IqSet(IqTarget.Account, ArchiveNames.Preferences, SetPreferencesAsync, IqAccess.Anyone);
    }

    /// <summary>The sender's archive. A message to oneself is archived as it arrives (cases MAM-07).</summary>
    public async ValueTask<Verdict> OnSendAsync(StanzaContext context, CancellationToken ct)
    {
        if (context.IsRedelivery || context.Stanza is not Message)
            return Verdict.Continue;
        var account = context.Sender.Bare;
        context.Stanza = StanzaIds.Strip(context.Stanza, account); // XEP-0359 §3 rule 2, archived or not
        if (context.Recipient.Bare == account)
            return Verdict.Continue;
        if (await ArchiveAsync(context, account, context.Recipient, ct) is { } archived)
            context.SenderArchiveId = ids.Write(archived.Id, archived.Owner.Key); // §3.5: not in what the contact gets
        return Verdict.Continue;
    }

    /// <summary>The recipient's archive, and its id in what his resources get (§3.5).</summary>
    public async ValueTask<Verdict> OnReceiveAsync(StanzaContext context, CancellationToken ct)
    {
        if (context.IsRedelivery || context.Stanza is not Message message)
            return Verdict.Continue;
        var account = context.Recipient.Bare;
        context.Stanza = StanzaIds.Strip(message, account); // XEP-0359 §3 rule 2
        if (await IsRefusedAsync(message, context.Recipient, ct))
            return Verdict.Continue;
        if (await ArchiveAsync(context, account, context.Stanza.From ?? context.Sender, ct) is not { } archived)
            return Verdict.Continue;
        var id = ids.Write(archived.Id, archived.Owner.Key);
        context.RecipientArchiveId = archived.Id;
        context.ReceivedAt = ArchiveTime.FromId(archived.Id);
        context.Stanza = context.Stanza.WithChild(StanzaIds.ToElement(id, account));
        if (context.Sender.Bare == account)
            context.SenderArchiveId = id; // it is the sender's archive, too
        return Verdict.Continue;
    }

    private ValueTask<(ArchiveOwner Owner, long Id)?> ArchiveAsync(
        StanzaContext context, Jid account, Jid contact, CancellationToken ct)
    {
        if (context.Stanza is not Message message || !ArchiveRules.IsArchived(message, context.Answered))
            return default;
        return message.IsError
            ? ArchiveErrorAsync(context, account, contact, ct)
            : ArchiveMessageAsync(context, message, account, contact, ct);
    }

    private async ValueTask<(ArchiveOwner Owner, long Id)?> ArchiveMessageAsync(
        StanzaContext context, Message message, Jid account, Jid contact, CancellationToken ct)
    {
        if (await FindOwnerAsync(account, contact, ct) is not { } owner)
            return null;
        var isRecipients = account == context.Recipient.Bare;
        if (isRecipients && recovery is not null)
            await recovery.EnsureAsync(account, ct); // before an id is given that is behind those to be recovered
        var entry = new ArchiveEntry(contact, context.Stanza.Id, context.StoredBytes());
        if (turns.Take(account, () => store.Add(owner, entry)) is not (var write, var turn))
            return null;
        if (isRecipients)
            (context.RecipientTurn, context.Mark) = (turn, recovery?.Open(account, write.Id));
        else
            context.SenderTurn = turn;
        context.AddWrite(ObserveAsync(write.Task));
        if (ArchiveRetractions.Retracted(message) is { } retracted)
        {
            context.AddWrite(_retractions.RetractAsync(
                account, contact, message, retracted, ArchiveTime.FromId(write.Id), ct));
        }
        return (owner, write.Id);
    }

    // Of an error nobody can be told that it got lost: it goes on also when it cannot be kept, and then without an id.
    private async ValueTask<(ArchiveOwner Owner, long Id)?> ArchiveErrorAsync(
        StanzaContext context, Jid account, Jid contact, CancellationToken ct)
    {
        try
        {
            if (await FindOwnerAsync(account, contact, ct) is not { } owner
                || store.Add(owner, new ArchiveEntry(contact, context.Stanza.Id, context.StoredBytes())) is not { } write)
            {
                return null;
            }
            await ObserveAsync(write.Task);
            return (owner, write.Id);
        }
        catch (StorageException e)
        {
            LogErrorNotKept(e);
            return null;
        }
    }

    // Null: no such account, or it does not want this.
    private async ValueTask<ArchiveOwner?> FindOwnerAsync(Jid account, Jid contact, CancellationToken ct) =>
        await store.FindOwnerAsync(account, ct) is { } owner && await WantsAsync(owner, contact, ct) ? owner : null;

    private async ValueTask<bool> WantsAsync(ArchiveOwner owner, Jid contact, CancellationToken ct) =>
        ArchivePreferenceRules.PolicyFor(owner.Preferences ?? _default, contact) switch
        {
            ArchivePolicy.Always => true,
            ArchivePolicy.Never => false,
            // XEP-0441 §2.3.1: the roster knows bare JIDs.
            _ => (await rosters.GetAsync(owner.Account, ct)).Item(contact.Bare) is not null,
        };

    // §6.1: what is not accepted does not appear. RFC 6121 §8.5.3.2.1: a normal message to a resource that is gone is not.
    private async ValueTask<bool> IsRefusedAsync(Message message, Jid recipient, CancellationToken ct)
    {
        if (message.Type != MessageType.Normal || recipient.IsBare)
            return false;
        foreach (var resource in await directory.FindAsync(recipient.Bare, ct))
        {
            if (resource.FullJid == recipient)
                return false;
        }
        return true;
    }

    private async Task ObserveAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (StorageException)
        {
            metrics.ArchiveFailed();
            throw;
        }
        metrics.ArchiveStored();
    }

    private async ValueTask<IqReply> GetPreferencesAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden; // XEP-0313 §8.1
        var owner = await store.FindOwnerAsync(iq.Target, ct);
        return IqReply.Result(ArchivePreferencesElement.Write(owner?.Preferences ?? _default));
    }

    private async ValueTask<IqReply> SetPreferencesAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden;
        if (ArchivePreferencesElement.Read(iq.Payload, options.MaxPreferences, out var preferences) is { } error)
            return error;
        if (preferences is null || await store.FindOwnerAsync(iq.Target, ct) is null)
            return StanzaError.NotAllowed; // an account of the moment (ANONYMOUS) has no archive
        await store.SetPreferencesAsync(iq.Target, preferences, ct);
        return IqReply.Result(ArchivePreferencesElement.Write(preferences));
    }

    [LoggerMessage(Level = LogLevel.Warning, EventName = "error-not-archived",
        Message = "an error could not be archived; it is delivered without")]
    private partial void LogErrorNotKept(Exception e);
}
