using System.Data.Common;

namespace Xmpp.Storage.Engines;

/// <summary>A connection lent for one read or one group of writes.</summary>
public abstract class StorageSession
{
    public abstract EngineKind Kind { get; }
    public abstract DbConnection Connection { get; }

    /// <summary>Null in a read.</summary>
    public abstract DbTransaction? Transaction { get; }
}
