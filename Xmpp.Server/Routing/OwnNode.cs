namespace Xmpp.Server.Routing;

/// <summary>A node that every account has (XEP-0030 §3, §4): what it is and what is in it.</summary>
internal sealed record OwnNode(
    Func<IqRequest, CancellationToken, ValueTask<IqReply>> Info,
    Func<IqRequest, CancellationToken, ValueTask<IqReply>> Items);
