namespace Xmpp.Server.Data.Prosody;

/// <summary>What one account, or room, has. What cannot be read is reported, and is as if it were not there.</summary>
internal interface IProsodyStores
{
    /// <summary>Names of stores that there may be something in.</summary>
    IEnumerable<string> Names { get; }

    LuaTable? Read(string store, DataKind kind);

    /// <summary>What was appended, one after the other.</summary>
    /// <param name="around">The namespace of elements that name none.</param>
    IEnumerable<ProsodyItem> ReadList(string store, DataKind kind, System.Xml.Linq.XNamespace around);
}
