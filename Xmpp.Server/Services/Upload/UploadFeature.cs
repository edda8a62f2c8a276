using Xmpp.Server.Routing;

namespace Xmpp.Server.Services.Upload;

/// <summary>Names what the service implements; it answers at its own domain, which the hosts list (XEP-0030 §4.1).</summary>
internal sealed class UploadFeature : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(363, "1.2.0", "HTTP File Upload")];

    public void Register(FeatureRegistry registry)
    {
    }
}
