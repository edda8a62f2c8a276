// Most tests wait for sockets and disks rather than for a processor. What counts allocations, changes the process (its
// environment, its console) or measures is [NonParallelizable] and runs by itself.
[assembly: NUnit.Framework.Parallelizable(NUnit.Framework.ParallelScope.Fixtures)]
[assembly: NUnit.Framework.LevelOfParallelism(4)]
