using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Xmpp.Server.Transport;

/// <summary>Whether <see cref="TlsExporter"/> works in this process: a TLS connection with ourselves, in memory.</summary>
internal static class TlsExporterProof
{
    private const string Label = "EXPORTER-Channel-Binding";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly Lock s_lock = new();
    private static Task<string?>? s_result;

    /// <summary>Null if it works, else why not; tried once in a process, by who comes first.</summary>
    public static Task<string?> RunAsync(SslStreamCertificateContext certificate)
    {
        lock (s_lock)
            return s_result ??= Task.Run(() => TryAsync(certificate));
    }

    private static async Task<string?> TryAsync(SslStreamCertificateContext certificate)
    {
        try
        {
            return await ConnectAsync(certificate).WaitAsync(s_patience);
        }
        // Whatever it is: the server works without, and the log says why.
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private static async Task<string?> ConnectAsync(SslStreamCertificateContext certificate)
    {
        Pipe up = new(), down = new();
        await using var client = new SslStream(new DuplexStream(down.Reader.AsStream(), up.Writer.AsStream()));
        await using var server = new SslStream(new DuplexStream(up.Reader.AsStream(), down.Writer.AsStream()));
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                EnabledSslProtocols = SslProtocols.Tls13,
                AllowTlsResume = false,
            }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = SslProtocols.Tls13,
                AllowTlsResume = false,
                // Without this the system's authorities are read, which takes 200 ms.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Equals(certificate.TargetCertificate) == true,
            }));
        if (!TlsExporter.IsThere)
            return "this runtime and its OpenSSL are not those that it was made for";
        var ours = TlsExporter.Export(server, Label, 32);
        var theirs = TlsExporter.Export(client, Label, 32);
        var other = TlsExporter.Export(client, "EXPERIMENTAL other", 32);
        if (ours is null || theirs is null || other is null)
            return "no keying material was exported";
        return ours.AsSpan().SequenceEqual(theirs) && !ours.AsSpan().SequenceEqual(other)
            ? null
            : "client and server did not export the same keying material";
    }
}
