using Xmpp.Server.Web;

namespace Xmpp.Server.Services.Upload;

/// <summary>The addresses of files.</summary>
/// <param name="web">Where the web server is reached.</param>
/// <param name="publicUrl">The files' own origin, or null.</param>
internal sealed class UploadAddresses(WebAddresses web, string? publicUrl)
{
    /// <summary>The first part of every path.</summary>
    public const string Root = "upload";

    /// <param name="host">The host whose account has the file.</param>
    /// <param name="token">In base64url.</param>
    /// <param name="name">The file's name; what it says counts for nothing.</param>
    /// <param name="isByPage">For a client whose page came in clear from this machine: it is there that it can get a file.</param>
    public string Of(string host, string token, string name, bool isByPage = false) =>
        $"{OriginOf(host, isByPage)}/{Root}/{token}/{FileNames.ToPath(name)}";

    private string OriginOf(string host, bool isByPage) =>
        publicUrl?.Replace("{host}", Certificates.HostNames.ToAscii(host), StringComparison.Ordinal).TrimEnd('/')
        ?? (isByPage ? web.PageOriginOf(host) : web.OriginOf(host));
}
