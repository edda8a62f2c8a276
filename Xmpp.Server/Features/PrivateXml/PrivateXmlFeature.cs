using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Profiles;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.PrivateXml;

namespace Xmpp.Server.Features.PrivateXml;

/// <summary>XEP-0049: Private XML Storage.</summary>
internal sealed class PrivateXmlFeature(
    IPrivateXmlStore store, BookmarkConversion? bookmarks, PrivateXmlOptions options) : IFeature
{
    private static readonly XNamespace s_ns = "jabber:iq:private";
    private static readonly XName s_query = s_ns + "query";

    public IReadOnlyList<XepReference> Specs => [new(49, "1.2", "Private XML Storage")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Account, s_ns.NamespaceName);
        registry.IqGet(IqTarget.Account, s_query, GetAsync);
        registry.IqSet(IqTarget.Account, s_query, SetAsync);
    }

    private async ValueTask<IqReply> GetAsync(IqRequest iq, CancellationToken ct)
    {
        // §2.3: one element in one get.
        if (!TryReadElements(iq.Payload, out var elements) || elements.Count != 1)
            return elements.Count == 0 ? StanzaError.BadRequest : StanzaError.NotAcceptable;
        var name = elements[0].Name;
        var stored = await store.FindAsync(iq.Target, name.NamespaceName, name.LocalName, ct);
        var found = stored is not null ? StoredElement.Read(stored) : new XElement(name);
        if (bookmarks is not null && name == BookmarkNames.Storage)
            found = await bookmarks.ReadAsync(iq.Target, found, ct); // XEP-0402 §5.3
        return IqReply.Result(new XElement(s_query, found));
    }

    private async ValueTask<IqReply> SetAsync(IqRequest iq, CancellationToken ct)
    {
        if (!TryReadElements(iq.Payload, out var elements) || elements.Count == 0)
            return StanzaError.NotAcceptable; // §2.3
        var rows = elements
            .Select(e => new PrivateElement(e.Name.NamespaceName, e.Name.LocalName, StoredElement.Write(e)))
            .ToList();
        if (!await store.SetAsync(iq.Target, rows, new PrivateXmlQuota(options.MaxElements, options.MaxBytes), ct))
            return StanzaError.ResourceConstraint;
        if (bookmarks is not null && elements.Find(e => e.Name == BookmarkNames.Storage) is { } storage
            && await bookmarks.WriteAsync(iq.Target, storage, ct) is { } error)
        {
            return error;
        }
        return IqReply.Done;
    }

    // §2.3: each element in a namespace of its own.
    private static bool TryReadElements(XElement query, out List<XElement> elements)
    {
        elements = [.. query.Elements()];
        return elements.TrueForAll(e => e.Name.NamespaceName.Length > 0 && e.Name.Namespace != s_ns);
    }
}
