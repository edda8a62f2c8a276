using Xmpp.Tests.Peers;

namespace Xmpp.Tests;

/// <summary>Ends the servers that tests share.</summary>
[SetUpFixture]
public sealed class PeersEnd
{
    [OneTimeTearDown]
    public static Task EndAsync() => MariaDb.EndSharedAsync();
}
