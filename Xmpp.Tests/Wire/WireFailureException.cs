namespace Xmpp.Tests.Wire;

/// <summary>What came over the wire is not what the script expects.</summary>
public sealed class WireFailureException(string message, Exception? cause = null) : Exception(message, cause);
