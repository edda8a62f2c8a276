namespace Xmpp.Server.Data.Prosody;

/// <summary>What is kept for one domain: a host's accounts, or the rooms of a service.</summary>
internal interface IProsodyHost
{
    string Name { get; }

    /// <summary>Where it is, for the operator.</summary>
    string Where { get; }

    IEnumerable<string> Stores { get; }

    /// <summary>Localparts of those that have something in a store, in the order of their names.</summary>
    IEnumerable<string> Users(string store);

    IProsodyStores Of(string local, DataReport report);
}
