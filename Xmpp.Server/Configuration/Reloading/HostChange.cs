namespace Xmpp.Server.Configuration.Reloading;

/// <summary>Hosts that come and go at a reload, or of which something else is configured.</summary>
/// <param name="Now">All that are there afterwards, in the order of the newer configuration.</param>
/// <param name="Next">
/// The same as the newer configuration has them: the records of those that stay say so only when it is in force.
/// </param>
/// <param name="Added">Those of them that are new.</param>
/// <param name="Removed">Those that are not there any more.</param>
internal sealed record HostChange(
    IReadOnlyList<HostOptions> Now, IReadOnlyList<HostOptions> Next, IReadOnlyList<HostOptions> Added,
    IReadOnlyList<HostOptions> Removed);
