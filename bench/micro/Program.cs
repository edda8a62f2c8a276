using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Xmpp.Micro;

/// <summary>Runs the benchmarks of this project.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // In this process: a project made and built for each benchmark would not find the lock files and central versions.
        // For a decision between two versions take LONG=1; the short job is for a glance.
        var job = Environment.GetEnvironmentVariable("LONG") is null ? Job.ShortRun : Job.Default;
        var config = DefaultConfig.Instance
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default);
        return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config).Any() ? 0 : 1;
    }
}
