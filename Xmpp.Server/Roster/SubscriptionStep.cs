using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Roster;

/// <summary>What a subscription stanza brings about (RFC 6121 Appendix A).</summary>
/// <param name="Next">The state afterwards.</param>
/// <param name="Passes">The stanza goes on: to the contact's server (outbound) or to the user's resources (inbound).</param>
/// <param name="AutoReply">What the server answers the contact in the user's name, or null.</param>
internal readonly record struct SubscriptionStep(
    SubscriptionState Next, bool Passes, PresenceType? AutoReply = null);
