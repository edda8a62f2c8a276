using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Reports;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Blocking;

/// <summary>XEP-0191: Blocking Command. First in its stages: what is blocked is neither stored nor copied.</summary>
internal sealed class BlockingFeature(
    BlockLists lists, Func<BlockingPresence> presence, SessionDirectory directory, ReportsFeature? reports,
    BlockingOptions options)
    : IFeature, ISendStage, IReceiveStage
{
    public IReadOnlyList<XepReference> Specs => [new(191, "1.3", "Blocking Command")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, BlockingNames.Ns.NamespaceName); // §3.1
        registry.IqGet(IqTarget.Account, BlockingNames.BlockList, GetAsync);
        registry.IqSet(IqTarget.Account, BlockingNames.Block, BlockAsync);
        registry.IqSet(IqTarget.Account, BlockingNames.Unblock, UnblockAsync);
    }

    /// <summary>§3.3: nothing goes out to who is blocked, and the user is told.</summary>
    public async ValueTask<Verdict> OnSendAsync(StanzaContext context, CancellationToken ct) =>
        (await lists.GetAsync(context.Sender.Bare, ct)).Blocks(context.Recipient)
            ? Verdict.Reject(BlockingNames.Blocked())
            : Verdict.Continue;

    public async ValueTask<Verdict> OnReceiveAsync(StanzaContext context, CancellationToken ct)
    {
        var account = context.Recipient.Bare;
        return (await lists.GetAsync(account, ct)).Blocks(context.Sender)
            ? BlockingRules.Receive(context.Stanza, context.Sender, context.Origin, directory.Find(account))
            : Verdict.Continue;
    }

    private async ValueTask<IqReply> GetAsync(IqRequest iq, CancellationToken ct)
    {
        // §3.3: from now on it gets pushes; before the list is read, so that no change falls between the two.
        foreach (var resource in directory.Find(iq.Target))
        {
            if (resource.FullJid == iq.Sender)
                directory.Update(iq.Target, resource.SessionId, r => r with { HasBlockList = true });
        }
        var list = await lists.GetAsync(iq.Target, ct);
        return IqReply.Result(Element(
            BlockingNames.BlockList, list.Addresses.OrderBy(a => a.ToString(), StringComparer.Ordinal)));
    }

    private async ValueTask<IqReply> BlockAsync(IqRequest iq, CancellationToken ct)
    {
        if (BlockingRules.Read(iq.Payload, out var addresses) is { } error)
            return error;
        if (addresses.Count == 0)
            return StanzaError.BadRequest; // §3.3: at least one item
        if (await lists.AddAsync(iq.Target, addresses, options.MaxItems, ct) is not { } change)
            return StanzaError.ResourceConstraint; // cases ABU-08
        if (reports is not null)
            await ReportAsync(reports, iq, ct);
        return IqReply.DoneThen(async token =>
        {
            await PushAsync(iq.Target, Element(BlockingNames.Block, addresses), token);
            await presence().HideAsync(iq.Target, addresses, change.Before, token);
        });
    }

    // XEP-0377 §6: a report is for the one item that it is in.
    private static async ValueTask ReportAsync(ReportsFeature reports, IqRequest iq, CancellationToken ct)
    {
        foreach (var item in iq.Payload.Elements(BlockingNames.Item))
        {
            if (Jid.TryParse((string?)item.Attribute(BlockingNames.Jid), out var reported))
                await reports.TakeAsync(iq.Target, reported, item, ct);
        }
    }

    private async ValueTask<IqReply> UnblockAsync(IqRequest iq, CancellationToken ct)
    {
        if (BlockingRules.Read(iq.Payload, out var addresses) is { } error)
            return error;
        if (addresses.Count == 0 && iq.Payload.HasElements)
            return StanzaError.BadRequest; // what is no item must not unblock all
        var change = await lists.RemoveAsync(iq.Target, addresses, ct);
        IReadOnlyList<Jid> removed = [.. change.Before.Addresses.Except(change.After.Addresses)];
        return IqReply.DoneThen(async token =>
        {
            await PushAsync(iq.Target, Element(BlockingNames.Unblock, addresses), token);
            await presence().ShowAsync(iq.Target, removed, token);
        });
    }

    // §3.3: to every resource that has asked for the list; from the account, which is what a client may believe.
    private async Task PushAsync(Jid account, XElement payload, CancellationToken ct)
    {
        foreach (var resource in directory.Find(account))
        {
            if (!resource.HasBlockList)
                continue;
            var push = new Iq(IqType.Set, StreamIds.New(), account, resource.FullJid, new XElement(payload));
            await directory.DeliverAsync(resource, new OutboundStanza(push), ct);
        }
    }

    private static XElement Element(XName name, IEnumerable<Jid> addresses) => new(
        name, addresses.Select(a => new XElement(BlockingNames.Item, new XAttribute(BlockingNames.Jid, a.ToString()))));
}
