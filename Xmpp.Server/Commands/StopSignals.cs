using System.Runtime.InteropServices;

namespace Xmpp.Server.Commands;

/// <summary>SIGTERM and SIGINT ask for an orderly stop, and a second one for an end at once; SIGHUP for a new
/// configuration and new certificates.</summary>
internal sealed class StopSignals : IDisposable
{
    private const int EndedBySignal = 1;

    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations;
    private Action? _reload;

    public StopSignals()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reload),
        ];
    }

    /// <summary>Ends when the server shall stop.</summary>
    public Task Stopped => _stop.Task;

    /// <summary>Called on SIGHUP; before there is one, SIGHUP does nothing.</summary>
    public void OnReload(Action reload) => Volatile.Write(ref _reload, reload);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_stop.TrySetResult())
            Environment.Exit(EndedBySignal);
    }

    private void Reload(PosixSignalContext context)
    {
        context.Cancel = true;
        Volatile.Read(ref _reload)?.Invoke();
    }
}
