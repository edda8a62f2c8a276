using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Wire;

/// <summary>Every script of this project against our server, each with a server of its own.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WireScriptTests
{
    private static string Root => AppContext.BaseDirectory;

    [TestCaseSource(nameof(Scripts))]
    public async Task Plays(string file, DatabaseKind database)
    {
        var script = WireFiles.Read(Path.Combine(Root, file), file);
        await using var server = await InProcessWireServer.StartAsync(script, database, CancellationToken.None);
        await WireRunner.RunAsync(script, server, CancellationToken.None);
        Assert.That(server.Errors, Is.Empty, "the server logged an error");
    }

    private static IEnumerable<TestCaseData> Scripts()
    {
        foreach (var path in WireFiles.Under(Root))
        {
            var file = Path.GetRelativePath(Root, path);
            var script = TryRead(path, file);
            yield return Test(file, script, DatabaseKind.SqliteMemory);
            if (script?.BothEngines == true)
                yield return Test(file, script, DatabaseKind.MariaDb);
        }
    }

    // A script with a mistake is one test that fails, not a run without any test.
    private static WireScript? TryRead(string path, string file)
    {
        try
        {
            return WireFiles.Read(path, file);
        }
        catch (WireSyntaxException)
        {
            return null;
        }
    }

    private static TestCaseData Test(string file, WireScript? script, DatabaseKind database)
    {
        var test = new TestCaseData(file, database)
            .SetName(database == DatabaseKind.MariaDb ? $"{file} on MariaDB" : file);
        foreach (var section in script?.Specs.Distinct() ?? [])
            test.Properties.Add("Spec", section);
        foreach (var id in script?.Cases.Distinct() ?? [])
            test.Properties.Add("Case", id);
        return test;
    }
}
