using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Wire;

/// <summary>Every script of this project against our server, each with a server of its own.</summary>
public sealed class WireScriptTests
{
    private static string Root => AppContext.BaseDirectory;

    [TestCaseSource(nameof(Scripts))]
    public async Task Plays(string file, DatabaseKind database)
    {
        var script = WireFiles.Read(Path.Combine(Root, file), file);
        await using var server = await InProcessWireServer.StartAsync(script, database, CancellationToken.None);
        await WireRunner.RunAsync(script, server, CancellationToken.None);
    }

    private static IEnumerable<TestCaseData> Scripts()
    {
        foreach (var path in WireFiles.Under(Root))
        {
            var file = Path.GetRelativePath(Root, path);
            var script = WireFiles.Read(path, file);
            yield return Test(script, DatabaseKind.SqliteMemory);
            if (script.BothEngines)
                yield return Test(script, DatabaseKind.MariaDb);
        }
    }

    private static TestCaseData Test(WireScript script, DatabaseKind database)
    {
        var test = new TestCaseData(script.File, database)
            .SetName(database == DatabaseKind.MariaDb ? $"{script.File} on MariaDB" : script.File);
        foreach (var section in script.Specs.Distinct())
            test.Properties.Add("Spec", section);
        foreach (var id in script.Cases.Distinct())
            test.Properties.Add("Case", id);
        return test;
    }
}
