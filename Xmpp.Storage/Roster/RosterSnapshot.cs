using System.Collections.Immutable;

namespace Xmpp.Storage.Roster;

/// <summary>A roster as it was at one moment.</summary>
/// <param name="Version">RFC 6121 §2.6: changes with every change of the items and never repeats for an account.</param>
public sealed record RosterSnapshot(
    long Version, ImmutableArray<RosterItem> Items, ImmutableArray<SubscriptionRequest> Requests);
