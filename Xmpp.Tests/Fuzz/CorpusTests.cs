using Xmpp.Fuzz.Targets;

namespace Xmpp.Tests.Fuzz;

/// <summary>Every input that is kept for fuzzing, once: conformance/fuzz/README.md.</summary>
public sealed class CorpusTests
{
    [TestCaseSource(nameof(Inputs))]
    public void Kept_input_breaks_nothing(string target, string file)
    {
        var input = File.ReadAllBytes(Path.Combine(Folder, target, file));
        Assert.That(() => FuzzTarget.All.Single(t => t.Name == target).Run(input), Throws.Nothing);
    }

    [Test]
    public void Every_target_has_inputs() =>
        Assert.That(Inputs().Select(i => i[0]).Distinct(), Is.EquivalentTo(FuzzTarget.All.Select(t => t.Name)));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fuzz", "corpus");

    private static IEnumerable<object[]> Inputs() =>
        from target in FuzzTarget.All
        from path in Directory.EnumerateFiles(Path.Combine(Folder, target.Name)).Order(StringComparer.Ordinal)
        select new object[] { target.Name, Path.GetFileName(path) };
}
