namespace XmppLoad;

internal sealed class RunFailedException(string message) : Exception(message);
