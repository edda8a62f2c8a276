using System.Security.Authentication;

namespace Xmpp.Server.Observability;

/// <summary>The closed sets of label values.</summary>
internal static class MetricNames
{
    public static readonly string[] Mechanisms =
        ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN", "ANONYMOUS", "EXTERNAL"];

    /// <summary>RFC 6120 §6.5, and success.</summary>
    public static readonly string[] LoginResults =
    [
        "success", "aborted", "account-disabled", "credentials-expired", "encryption-required",
        "incorrect-encoding", "invalid-authzid", "invalid-mechanism", "malformed-request", "mechanism-too-weak",
        "not-authorized", "temporary-auth-failure",
    ];

    /// <summary>RFC 6120 §4.9.3.</summary>
    public static readonly string[] StreamErrors =
    [
        "bad-format", "bad-namespace-prefix", "conflict", "connection-timeout", "host-gone", "host-unknown",
        "improper-addressing", "internal-server-error", "invalid-from", "invalid-namespace", "invalid-xml",
        "not-authorized", "not-well-formed", "policy-violation", "remote-connection-failed", "reset",
        "resource-constraint", "restricted-xml", "see-other-host", "system-shutdown", "undefined-condition",
        "unsupported-encoding", "unsupported-feature", "unsupported-stanza-type", "unsupported-version",
    ];

    public static string OfProtocol(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        _ => "other",
    };

    /// <summary>C2sTls → c2s_tls; AddressLimit → address_limit.</summary>
    public static string OfEnum<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
