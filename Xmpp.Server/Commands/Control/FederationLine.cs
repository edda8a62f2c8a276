namespace Xmpp.Server.Commands.Control;

/// <summary>One link to another server, or one stream of it to us.</summary>
/// <param name="Direction">"out", "in", or "both" for a bidirectional stream (XEP-0288).</param>
/// <param name="Local">Our domain.</param>
/// <param name="Remote">The other one; what is in parentheses was said and not proved.</param>
/// <param name="State">open, connecting, failed, idle; new for a stream that has proved nothing yet.</param>
/// <param name="Method">EXTERNAL, dialback, or "-".</param>
/// <param name="Tls">Version and cipher suite, "none", or "-" where there is no connection.</param>
/// <param name="Queue">Stanzas that wait, with those that are not acknowledged.</param>
/// <param name="LastError">What went wrong last, or null.</param>
internal sealed record FederationLine(
    string Direction, string Local, string Remote, string State, string Method, string Tls, int Queue, string? LastError);
