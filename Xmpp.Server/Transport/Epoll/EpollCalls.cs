using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Xmpp.Server.Transport.Epoll;

/// <summary>The system calls of Linux that .NET has no way to (man 7 epoll, man 2 eventfd).</summary>
internal static partial class EpollCalls
{
    public const int ControlAdd = 1;
    public const int ControlModify = 3;

    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;

    public const int Interrupted = 4; // EINTR

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static unsafe partial int Control(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static unsafe partial int Wait(int epoll, byte* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(SafeFileHandle descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(SafeFileHandle descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);
}
