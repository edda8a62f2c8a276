using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Roles and affiliations as they are on the wire (XEP-0045 §19).</summary>
internal static class MucWords
{
    public static string ToText(this Role role) => role switch
    {
        Role.Moderator => "moderator",
        Role.Participant => "participant",
        Role.Visitor => "visitor",
        _ => "none",
    };

    public static string ToText(this Affiliation affiliation) => affiliation switch
    {
        Affiliation.Owner => "owner",
        Affiliation.Admin => "admin",
        Affiliation.Member => "member",
        Affiliation.Outcast => "outcast",
        _ => "none",
    };

    public static Role? ToRole(string? text) => text switch
    {
        "moderator" => Role.Moderator,
        "participant" => Role.Participant,
        "visitor" => Role.Visitor,
        "none" => Role.None,
        _ => null,
    };

    public static Affiliation? ToAffiliation(string? text) => text switch
    {
        "owner" => Affiliation.Owner,
        "admin" => Affiliation.Admin,
        "member" => Affiliation.Member,
        "outcast" => Affiliation.Outcast,
        "none" => Affiliation.None,
        _ => null,
    };
}
