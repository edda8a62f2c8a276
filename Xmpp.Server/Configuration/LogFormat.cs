namespace Xmpp.Server.Configuration;

/// <summary>The form of a log line.</summary>
public enum LogFormat
{
    Console,
    Json,
}
