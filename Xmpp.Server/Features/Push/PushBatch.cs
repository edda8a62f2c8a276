using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Push;

/// <summary>What one notification tells of.</summary>
/// <param name="Messages">How many messages since the last notification.</param>
/// <param name="LastSender">Who sent the last of them.</param>
/// <param name="LastBody">What it says; null when this server cannot read it.</param>
/// <param name="HasSubscription">There was a subscription request.</param>
internal readonly record struct PushBatch(int Messages, Jid? LastSender, string? LastBody, bool HasSubscription)
{
    public static readonly PushBatch Subscription = new(0, null, null, true);

    public static PushBatch Message(Jid sender, string? body) => new(1, sender, body, false);

    /// <summary>Both in one.</summary>
    public PushBatch With(PushBatch newer) => new(
        Messages + newer.Messages,
        newer.Messages > 0 ? newer.LastSender : LastSender,
        newer.Messages > 0 ? newer.LastBody : LastBody,
        HasSubscription || newer.HasSubscription);
}
