namespace XmppLoad;

internal sealed record LoginOptions(
    string Host, int Port, string Domain, bool DirectTls, bool Plaintext,
    string? Sasl, bool ResumeTls, TimeSpan Timeout);
