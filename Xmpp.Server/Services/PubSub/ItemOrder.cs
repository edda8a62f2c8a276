using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>The order in which a client wants items (XEP-0413 §4).</summary>
/// <param name="By">What orders them.</param>
/// <param name="IsDescending">The latest first (§4.4).</param>
internal sealed record ItemOrder(PubSubOrder By, bool IsDescending)
{
    public const string Namespace = "urn:xmpp:order-by:1";

    /// <summary>§6: the feature, and that it goes with XEP-0060.</summary>
    public static readonly IReadOnlyList<string> Features = [Namespace, $"{Namespace}@{PubSubNames.Base}"];

    private static readonly XName s_order = XName.Get("order", Namespace);

    /// <summary>
    /// Null where the client has no wish; false for an order that there is none of. §7: further elements decide between
    /// equals, of which there are none here.
    /// </summary>
    public static bool TryRead(XElement pubSub, out ItemOrder? order)
    {
        order = null;
        foreach (var element in pubSub.Elements(s_order))
        {
            if (!TryRead((string?)element.Attribute("by"), out var by))
                return false;
            order ??= new ItemOrder(by.Value, (string?)element.Attribute("desc") is "true" or "1");
        }
        return true;
    }

    private static bool TryRead(string? text, [NotNullWhen(true)] out PubSubOrder? by)
    {
        by = text switch
        {
            "creation" => PubSubOrder.Creation,
            "modification" => PubSubOrder.Modification,
            _ => null,
        };
        return by is not null;
    }
}
