namespace Xmpp.Server.Routing;

/// <summary>Answers one kind of IQ request.</summary>
internal sealed record IqHandler(Func<IqRequest, CancellationToken, ValueTask<IqReply>> HandleAsync, IqAccess Access);
