using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Xmpp.Server.Transport.Epoll;

/// <summary>
/// Waits for many sockets at once, on the thread that serves them: what .NET does on a thread of its own, and then by way
/// of the pool, costs two changes of thread for each read.
/// </summary>
/// <remarks>Everything but <see cref="Wake"/> belongs to the one thread that waits.</remarks>
internal sealed unsafe class EpollPoller : IDisposable
{
    private const int MaxEvents = 256;
    private const long WakeToken = 0;
    private const ReadyEvents Reading = ReadyEvents.Read | ReadyEvents.PeerEnded | ReadyEvents.OnceEach;

    /// <summary>epoll_event is packed on x86-64 and nowhere else.</summary>
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly Dictionary<long, IReadyHandler> _handlers = [];
    private readonly byte[] _events = GC.AllocateArray<byte>(MaxEvents * 16, pinned: true);
    private readonly int _epoll;
    private readonly SafeFileHandle _wake;
    private long _lastToken = WakeToken;

    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    /// <exception cref="Win32Exception">There are no descriptors left.</exception>
    public EpollPoller()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The server runs on Linux.");
        _epoll = Checked(EpollCalls.Create(EpollCalls.CloseOnExec));
        _wake = new SafeFileHandle(
            Checked(EpollCalls.EventDescriptor(0, EpollCalls.CloseOnExec | EpollCalls.NonBlocking)), ownsHandle: true);
        Control(EpollCalls.ControlAdd, (int)_wake.DangerousGetHandle(), Reading, WakeToken);
    }

    private static int EventSize => s_dataOffset + 8;

    /// <summary>Tells from now on what may be done with a socket; gives the token for <see cref="Remove"/>.</summary>
    public long Add(IReadyHandler handler, Socket socket)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        var token = ++_lastToken;
        Control(EpollCalls.ControlAdd, descriptor, Reading, token);
        _handlers.Add(token, handler);
        return token;
    }

    /// <summary>
    /// Tells from now on when it takes more, too. Few sockets are ever full, and each would be told once that it is not.
    /// </summary>
    public void WatchForRoom(long token, Socket socket) =>
        Control(EpollCalls.ControlModify, (int)socket.SafeHandle.DangerousGetHandle(), Reading | ReadyEvents.Write, token);

    /// <summary>The socket is about to be closed, which ends what the system has to say about it.</summary>
    public void Remove(long token) => _handlers.Remove(token);

    /// <summary>Lets the thread that waits look at its queue. Any thread.</summary>
    public void Wake()
    {
        try
        {
            ulong one = 1;
            _ = EpollCalls.Write(_wake, &one, sizeof(ulong)); // fails only if it has been woken 2^64 times
        }
        catch (ObjectDisposedException)
        {
            // The thread has ended meanwhile.
        }
    }

    /// <summary>Waits; <see cref="Tell"/> is to follow.</summary>
    /// <param name="milliseconds">At most so long; -1 for ever, 0 not at all.</param>
    /// <returns>For how many sockets there is something.</returns>
    public int Wait(int milliseconds)
    {
        int count;
        fixed (byte* events = _events)
            count = EpollCalls.Wait(_epoll, events, MaxEvents, milliseconds);
        if (count >= 0)
            return count;
        var error = Marshal.GetLastPInvokeError();
        return error == EpollCalls.Interrupted ? 0 : throw new Win32Exception(error);
    }

    /// <summary>Tells each what has come for its socket.</summary>
    /// <param name="count">What <see cref="Wait"/> gave.</param>
    public void Tell(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var ready = _events.AsSpan(i * EventSize, EventSize);
            var token = BinaryPrimitives.ReadInt64LittleEndian(ready[s_dataOffset..]);
            if (token == WakeToken)
                Drain();
            else if (_handlers.TryGetValue(token, out var handler)) // else it was closed by one before it
                handler.OnReady((ReadyEvents)BinaryPrimitives.ReadUInt32LittleEndian(ready));
        }
    }

    /// <summary>Closes what is still open, too.</summary>
    public void Dispose()
    {
        foreach (var handler in _handlers.Values.ToList())
            handler.Close();
        _wake.Dispose();
        _ = EpollCalls.Close(_epoll);
    }

    private void Drain()
    {
        ulong value;
        _ = EpollCalls.Read(_wake, &value, sizeof(ulong));
    }

    private void Control(int operation, int descriptor, ReadyEvents events, long token)
    {
        var change = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(change, 4), (uint)events);
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(change + s_dataOffset, 8), token);
        Checked(EpollCalls.Control(_epoll, operation, descriptor, change));
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());
}
