using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.PubSub;

/// <summary>An entity (bare JID, XEP-0060 §4.1) and its affiliation with a node.</summary>
public sealed record PubSubAffiliate(Jid Entity, PubSubAffiliation Affiliation);
