using Microsoft.Extensions.Logging;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Push;

/// <summary>What push says in the log: never what a message says or who sent it.</summary>
internal static partial class PushLog
{
    [LoggerMessage(Level = LogLevel.Information, EventName = "push-disabled",
        Message = "push disabled account={Account} service={Service} condition={Condition}")]
    public static partial void PushDisabled(this ILogger logger, Jid account, Jid service, string condition);

    [LoggerMessage(Level = LogLevel.Debug, EventName = "push-failed",
        Message = "push failed account={Account} service={Service} condition={Condition}")]
    public static partial void PushFailed(this ILogger logger, Jid account, Jid service, string condition);
}
