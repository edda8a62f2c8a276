namespace XmppLoad;

internal sealed class UsageException(string message) : Exception(message);
