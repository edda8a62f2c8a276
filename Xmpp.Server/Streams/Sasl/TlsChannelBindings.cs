using System.Collections.Immutable;
using System.Security.Authentication;
using Xmpp.Server.Certificates;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>What SCRAM can be bound to on a connection whose TLS ends here (RFC 9266, RFC 5929 §4).</summary>
internal sealed class TlsChannelBindings : IChannelBindings
{
    // RFC 9266 §2.
    private const string ExporterLabel = "EXPORTER-Channel-Binding";
    private const int ExporterLength = 32;

    private static readonly ImmutableArray<string> s_types = [SaslNames.TlsExporter, SaslNames.TlsServerEndPoint];

    private readonly IKeyExporter _exporter;
    private readonly byte[] _endPoint;

    private TlsChannelBindings(IKeyExporter exporter, byte[] endPoint) => (_exporter, _endPoint) = (exporter, endPoint);

    public ImmutableArray<string> Types => s_types;

    /// <summary>
    /// Both types or none. RFC 9266 §3 makes tls-exporter what a client takes that does not read our list, XEP-0440 §3
    /// rule 1 wants tls-server-end-point beside it. On TLS 1.2 it would be tls-unique (RFC 5802 §6.1), which .NET does
    /// not have: such a client must not be led to -PLUS there, where its login would fail (cases AUTH-10).
    /// </summary>
    public static IChannelBindings Of(TlsSession? tls) =>
        tls is { Protocol: SslProtocols.Tls13, Exporter: { } exporter, LocalCertificate: { } certificate }
        && ServerEndPoint.Of(certificate) is { } endPoint
            ? new TlsChannelBindings(exporter, endPoint)
            : NoChannelBindings.Instance;

    public byte[]? Find(string type) => type switch
    {
        SaslNames.TlsExporter => _exporter.Export(ExporterLabel, ExporterLength),
        SaslNames.TlsServerEndPoint => _endPoint,
        _ => null,
    };
}
