using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Sessions;

namespace Xmpp.Server.Administration.Commands;

/// <summary>What the commands share.</summary>
internal sealed class AdminCommandTools(Administrators administrators, OperationRunner runner, SessionDirectory sessions)
{
    public Administrators Administrators => administrators;
    public OperationRunner Runner => runner;

    public Operation Operation(string name) =>
        runner.Table.Find(name) ?? throw new InvalidOperationException($"there is no operation {name}");

    /// <summary>Who asks, with the rights of this moment.</summary>
    public async ValueTask<AdminCommandCall> CallAsync(AdHocRequest request, CancellationToken ct)
    {
        var account = request.Requester.Bare;
        var session = sessions.Sessions(account).FirstOrDefault(s => s.FullJid == request.Requester);
        var actor = new Actor(
            account.ToString(), account, await administrators.RightsOfAsync(account, ct), Door.AdHoc,
            session?.Connection?.RemoteEndPoint.Address);
        return new AdminCommandCall(this, request, actor);
    }
}
