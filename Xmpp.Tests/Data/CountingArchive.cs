using System.Reflection;
using Xmpp.Storage.Archive;

namespace Xmpp.Tests.Data;

/// <summary>An archive that counts what is read of it.</summary>
public class CountingArchive : DispatchProxy
{
    private IArchiveStore _inner = null!;

    public int Messages { get; private set; }

    public static IArchiveStore Around(IArchiveStore inner)
    {
        var proxy = Create<IArchiveStore, CountingArchive>();
        ((CountingArchive)proxy)._inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(_inner, args);
        return result is Task<ArchivePage?> page ? CountAsync(page) : result;
    }

    private async Task<ArchivePage?> CountAsync(Task<ArchivePage?> reading)
    {
        var page = await reading;
        Messages += page?.Messages.Count ?? 0;
        return page;
    }
}
