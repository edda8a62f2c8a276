using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Xmpp.Fuzz.Targets;

namespace Xmpp.Fuzz;

/// <summary>Runs one target on changed inputs for a time; each input that breaks it becomes a file.</summary>
internal sealed class MutationRun(FuzzTarget target, string corpusFolder, string crashFolder)
{
    // Slower than any honest input: work that grows faster than the input shows here.
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(5);

    /// <returns>How many different crashes were found.</returns>
    public int Run(TimeSpan time, ulong seed)
    {
        var corpus = Directory.GetFiles(corpusFolder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        var crashes = new HashSet<string>();
        foreach (var input in corpus)
            Try(input, crashes);
        var mutator = new Mutator(seed);
        var executions = (long)corpus.Count;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time; executions++)
            Try(mutator.Next(corpus), crashes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name}: {executions} executions in {time.TotalSeconds} s, seed {seed}, {crashes.Count} crashes"));
        return crashes.Count;
    }

    private void Try(byte[] input, HashSet<string> crashes)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            target.Run(input);
            if (Stopwatch.GetElapsedTime(started) > TooLong)
                throw new BrokenPropertyException("It took too long");
        }
#pragma warning disable CA1031 // Any exception at all is what a fuzzer looks for; each is kept and counted.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // One crash for each place it comes from.
            if (!crashes.Add($"{e.GetType()} {new StackTrace(e).GetFrame(0)?.GetMethod()}"))
                return;
            Directory.CreateDirectory(crashFolder);
            var file = Path.Combine(crashFolder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}");
            File.WriteAllBytes(file, input);
            Console.Error.WriteLine($"{file}\n{e}");
        }
    }
}
