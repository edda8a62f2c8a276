using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>RFC 6121 §2: reading and changing the roster.</summary>
internal sealed class RosterFeature(
    Rosters rosters, RosterPush push, SessionDirectory directory, RosterRemoval removal, LimitOptions limits) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(237, "1.3", "Roster Versioning")];

    public void Register(FeatureRegistry registry)
    {
        registry.IqGet(IqTarget.Account, RosterNames.Query, GetAsync);
        registry.IqSet(IqTarget.Account, RosterNames.Query, SetAsync, IqAccess.Anyone);
        registry.StreamFeatures.Add(_ => new XElement(RosterNames.VersioningFeature)); // §2.6.1
        registry.StreamFeatures.Add(_ => new XElement(RosterNames.PreApprovalFeature)); // §3.4
    }

    private async ValueTask<IqReply> GetAsync(IqRequest iq, CancellationToken ct)
    {
        // §2.2: whoever asks for the roster is interested in its changes, and from now on: a change that comes while
        // we read is then pushed behind the result, never lost between the two.
        foreach (var resource in directory.Find(iq.Target))
        {
            if (resource.FullJid == iq.Sender)
                directory.Update(iq.Target, resource.SessionId, r => r with { IsInterested = true });
        }
        var roster = (await rosters.GetAsync(iq.Target, ct)).Snapshot;
        // §2.6.3: an empty result if the client has it already.
        return (string?)iq.Payload.Attribute(RosterNames.Version) == RosterElements.VersionOf(roster.Version)
            ? IqReply.Done
            : IqReply.Result(RosterElements.Result(roster));
    }

    private async ValueTask<IqReply> SetAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden; // §2.3.3
        if (RosterSet.Read(iq.Payload, limits, out var set) is { } error)
            return error;
        if (set is null || set.Contact == iq.Target)
            return StanzaError.NotAllowed; // §2.3.3: nobody is his own contact
        return set.IsRemoval ? await RemoveAsync(iq.Target, set.Contact, ct) : await UpdateAsync(iq.Target, set, ct);
    }

    private async ValueTask<IqReply> UpdateAsync(Jid account, RosterSet set, CancellationToken ct)
    {
        var isFull = false;
        var (roster, change) = await rosters.ChangeAsync(account, before =>
        {
            var item = before.Item(set.Contact);
            isFull = item is null && before.Snapshot.Items.Length >= limits.RosterItems;
            if (isFull)
                return null;
            item ??= new RosterItem(set.Contact, null, [], Subscription.None, false, false);
            return new RosterChange(set.Contact)
            {
                Item = RosterEdit<RosterItem>.Set(item with { Name = set.Name, Groups = set.Groups }),
            };
        }, ct);
        if (isFull)
            return StanzaError.ResourceConstraint;
        if (change is not null)
            await push.PushAsync(account, roster.Snapshot.Version, change, ct);
        return IqReply.Done;
    }

    private async ValueTask<IqReply> RemoveAsync(Jid account, Jid contact, CancellationToken ct)
    {
        RosterItem? removed = null;
        var (roster, change) = await rosters.ChangeAsync(account, before =>
        {
            removed = before.Item(contact);
            return removed is null ? null : new RosterChange(contact)
            {
                Item = RosterEdit<RosterItem>.Remove,
                Request = before.Request(contact) is null
                    ? RosterEdit<SubscriptionRequest>.Leave
                    : RosterEdit<SubscriptionRequest>.Remove, // cases ROS-08
            };
        }, ct);
        if (removed is null || change is null)
            return StanzaError.ItemNotFound; // §2.5.3
        await push.PushAsync(account, roster.Snapshot.Version, change, ct);
        return IqReply.DoneThen(token => removal.TellContactAsync(account, removed, token));
    }
}
