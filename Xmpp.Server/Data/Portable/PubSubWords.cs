using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Data.Portable;

/// <summary>Affiliations with nodes as they are on the wire (XEP-0060 §4.1).</summary>
internal static class PubSubWords
{
    public static string ToText(PubSubAffiliation affiliation) => affiliation switch
    {
        PubSubAffiliation.Outcast => "outcast",
        PubSubAffiliation.Member => "member",
        PubSubAffiliation.PublishOnly => "publish-only",
        PubSubAffiliation.Publisher => "publisher",
        PubSubAffiliation.Owner => "owner",
        _ => "none",
    };

    public static PubSubAffiliation? ToAffiliation(string? text) => text switch
    {
        "outcast" => PubSubAffiliation.Outcast,
        "member" => PubSubAffiliation.Member,
        "publish-only" => PubSubAffiliation.PublishOnly,
        "publisher" => PubSubAffiliation.Publisher,
        "owner" => PubSubAffiliation.Owner,
        "none" => PubSubAffiliation.None,
        _ => null,
    };
}
