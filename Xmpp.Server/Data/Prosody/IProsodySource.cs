namespace Xmpp.Server.Data.Prosody;

/// <summary>Where a Prosody keeps its data: files, or tables.</summary>
internal interface IProsodySource : IDisposable
{
    /// <summary>Each with its address, which need not be one, and the place that the operator knows.</summary>
    IEnumerable<IProsodyHost> Hosts { get; }
}
