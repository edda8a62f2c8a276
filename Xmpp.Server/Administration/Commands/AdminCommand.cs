using Xmpp.Server.Features.AdHoc;

namespace Xmpp.Server.Administration.Commands;

/// <summary>One command of XEP-0133: a form in front of an operation, for who may do that.</summary>
/// <param name="word">What follows the # in its node.</param>
/// <param name="name">What people read.</param>
/// <param name="operation">The operation whose rights it takes.</param>
/// <param name="tools">Who asks, and the operations.</param>
/// <param name="start">Its first step.</param>
internal sealed class AdminCommand(
    string word, string name, Operation operation, AdminCommandTools tools,
    Func<AdminCommandCall, CancellationToken, ValueTask<AdHocStep>> start) : IAdHocCommand
{
    public string Node { get; } = $"{AdminNames.Admin}#{word}";
    public string Name => name;

    public async ValueTask<bool> IsForAsync(AdHocRequest request, CancellationToken ct)
    {
        var rights = await tools.Administrators.RightsOfAsync(request.Requester, ct);
        return (operation.IsOfServer ? rights.Everywhere : rights.At(request.Host.Domain)) >= operation.Role;
    }

    public async ValueTask<AdHocStep> StartAsync(AdHocRequest request, CancellationToken ct) =>
        await start(await tools.CallAsync(request, ct), ct);
}
