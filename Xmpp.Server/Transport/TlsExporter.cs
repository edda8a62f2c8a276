using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Xmpp.Server.Transport;

/// <summary>
/// Keying material of an <see cref="SslStream"/>, which .NET does not give: OpenSSL's own function is asked, with the
/// SSL object that the stream keeps to itself.
/// </summary>
/// <remarks>Both may be otherwise in another runtime, so nothing is believed before <see cref="TlsExporterProof"/>.</remarks>
internal static unsafe class TlsExporter
{
    private static readonly FieldInfo? s_context =
        typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    // When a handshake has loaded it.
    private static readonly Lazy<nint> s_export = new(Find);

    /// <summary>Whether the parts are there; not whether they are right.</summary>
    public static bool IsThere => s_context is not null && s_export.Value != 0;

    /// <summary>After the handshake, and while nothing else is done with the stream; null if it has ended.</summary>
    public static byte[]? Export(SslStream stream, string label, int length)
    {
        if (s_export.Value == 0 || s_context?.GetValue(stream) is not SafeHandle { IsClosed: false, IsInvalid: false } ssl)
            return null;
        var name = Encoding.ASCII.GetBytes(label);
        var material = new byte[length];
        var isHeld = false;
        try
        {
            ssl.DangerousAddRef(ref isHeld);
            fixed (byte* to = material, from = name)
            {
                var export = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, int>)s_export.Value;
                return export(ssl.DangerousGetHandle(), to, (nuint)length, from, (nuint)name.Length, null, 0, 0) == 1
                    ? material : null;
            }
        }
        finally
        {
            if (isHeld)
                ssl.DangerousRelease();
        }
    }

    // The very library that the runtime has loaded: an SSL object of another one would be a crash.
    private static nint Find()
    {
        try
        {
            var loaded = File.ReadLines("/proc/self/maps")
                .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
                .Where(path => Path.GetFileName(path).StartsWith("libssl.so", StringComparison.Ordinal))
                .Distinct().ToList();
            return loaded.Count == 1 && NativeLibrary.TryLoad(loaded[0], out var library)
                && NativeLibrary.TryGetExport(library, "SSL_export_keying_material", out var address)
                ? address : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // no Linux; the proof says so
        }
    }
}
