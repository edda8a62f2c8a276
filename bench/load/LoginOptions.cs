namespace XmppLoad;

internal sealed record LoginOptions(
    string Host, int Port, string Domain, bool DirectTls, bool Plaintext, bool WebSocket,
    string? Sasl, bool ResumeTls, TimeSpan Timeout);
