namespace Xmpp.Server.Features.AdHoc;

/// <summary>A command that the hosts offer (XEP-0050). It is added to <see cref="AdHocCommands"/> before the server listens.</summary>
internal interface IAdHocCommand
{
    /// <summary>What identifies it (§3.2); unique on this server.</summary>
    string Node { get; }

    /// <summary>What people read in a list, in English.</summary>
    string Name { get; }

    /// <summary>Whether the requester may see and execute it. Asked for each list, and again for each step.</summary>
    ValueTask<bool> IsForAsync(AdHocRequest request, CancellationToken ct);

    /// <summary>
    /// The first step: a form (<see cref="AdHocStep.Ask"/>), or what came of it at once (<see cref="AdHocStep.Done"/>,
    /// <see cref="AdHocStep.Failed"/>, <see cref="AdHocStep.Refused"/>).
    /// </summary>
    ValueTask<AdHocStep> StartAsync(AdHocRequest request, CancellationToken ct);
}
