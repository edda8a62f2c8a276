namespace Xmpp.Server.Data;

/// <summary>Data that cannot be read at all, or must not be; the message is for the operator.</summary>
internal sealed class DataException(string message, Exception? innerException = null) : Exception(message, innerException);
