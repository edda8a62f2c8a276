using System.Globalization;
using SharpFuzz;
using Xmpp.Fuzz;
using Xmpp.Fuzz.Targets;

// xmppfuzz TARGET|all SECONDS SEED CORPUS CRASHES: changed inputs, in this process
// xmppfuzz afl TARGET: for afl-fuzz, on assemblies that SharpFuzz has instrumented
if (args is ["afl", var name] && FuzzTarget.All.FirstOrDefault(t => t.Name == name) is { } instrumented)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        instrumented.Run(input.ToArray());
    });
    return 0;
}
if (args is not [var chosen, var seconds, var seed, var corpus, var crashFolder]
    || !int.TryParse(seconds, CultureInfo.InvariantCulture, out var length) || length is < 1 or > 86_400
    || !ulong.TryParse(seed, CultureInfo.InvariantCulture, out var start))
{
    Console.Error.WriteLine("xmppfuzz TARGET|all SECONDS SEED CORPUS CRASHES, or: xmppfuzz afl TARGET");
    return 2;
}
var targets = FuzzTarget.All.Where(t => chosen == "all" || chosen == t.Name).ToList();
var crashes = targets.Sum(t =>
    new MutationRun(t, Path.Combine(corpus, t.Name), crashFolder).Run(TimeSpan.FromSeconds(length), start));
return targets.Count == 0 ? 2 : crashes == 0 ? 0 : 1;
