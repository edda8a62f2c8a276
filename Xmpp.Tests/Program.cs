using Xmpp.Tests.Storage.Engines;

namespace Xmpp.Tests;

/// <summary>What a test starts as a process of its own, to kill it.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["write-offline", var path])
            return 2;
        await OfflineWriter.RunAsync(path);
        return 0;
    }
}
