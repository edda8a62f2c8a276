using System.Security.Cryptography;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.VCards;

namespace Xmpp.Server.Features.VCards;

/// <summary>XEP-0054: vcard-temp, one card for each account, readable by anyone who knows the address.</summary>
internal sealed class VCardFeature(
    IVCardStore store, Func<Jid, XElement, VCard, CancellationToken, Task> set, VCardOptions options) : IFeature
{
    private static readonly XNamespace s_ns = "vcard-temp";
    private static readonly XName s_vCard = s_ns + "vCard";

    public IReadOnlyList<XepReference> Specs => [new(54, "1.3", "vcard-temp")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, s_ns.NamespaceName); // §7
        registry.Disco(IqTarget.Account, s_ns.NamespaceName);
        registry.IqGet(IqTarget.Account, s_vCard, GetAsync, IqAccess.Anyone); // §3.3
        registry.IqSet(IqTarget.Account, s_vCard, SetAsync, IqAccess.Anyone);
    }

    private async ValueTask<IqReply> GetAsync(IqRequest iq, CancellationToken ct)
    {
        if (await store.FindAsync(iq.Target, ct) is { } card)
            return IqReply.Result(StoredElement.Read(card.Payload));
        // §3.1: the owner is told that there is none. §3.3: a stranger learns no more than about an account that does
        // not exist (cases RTE-01).
        return iq.IsFromOwner ? StanzaError.ItemNotFound : StanzaError.ServiceUnavailable;
    }

    private async ValueTask<IqReply> SetAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden; // §3.2
        var payload = StoredElement.Write(iq.Payload);
        if (payload.Length > options.MaxBytes)
            return StanzaError.ResourceConstraint;
        if (!TryHashPhoto(iq.Payload, out var hash))
            return StanzaError.BadRequest;
        await set(iq.Target, iq.Payload, new VCard(payload, hash), ct);
        return IqReply.Done;
    }

    // XEP-0153 §3.1: the SHA-1 of the decoded photo, which clients put into presence; null without a photo.
    internal static bool TryHashPhoto(XElement card, out string? hash)
    {
        hash = null;
        var text = card.Element(s_ns + "PHOTO")?.Element(s_ns + "BINVAL")?.Value;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) // white space is allowed in it
            return false;
#pragma warning disable CA5350 // XEP-0153 names SHA-1; it identifies a picture, it protects nothing
        hash = Convert.ToHexStringLower(SHA1.HashData(bytes.AsSpan(0, length)));
#pragma warning restore CA5350
        return true;
    }
}
