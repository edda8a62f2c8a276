namespace Xmpp.Tests.Peers;

/// <summary>A MySQL or MariaDB in which a test may have databases of its own.</summary>
public interface IDatabaseServer : IAsyncDisposable
{
    /// <summary>A connection string for a database that nobody else uses.</summary>
    Task<string> CreateDatabaseAsync();
}
