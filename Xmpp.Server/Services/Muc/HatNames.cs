using System.Xml.Linq;

namespace Xmpp.Server.Services.Muc;

/// <summary>Names of XEP-0317.</summary>
internal static class HatNames
{
    public static readonly XNamespace Ns = "urn:xmpp:hats:0";
    public static readonly XName Hats = Ns + "hats";
    public static readonly XName Hat = Ns + "hat";

    // Commands (§3.2 to §3.7).
    public const string Create = Form + ":create";
    public const string Destroy = Form + ":destroy";
    public const string List = Form + ":list";
    public const string Assign = Form + ":assign";
    public const string Unassign = Form + ":unassign";
    public const string ListAssigned = Form + ":list-assigned";

    // Fields (§3.8).
    public const string Form = "urn:xmpp:hats:commands";
    public const string Jid = "hats#jid";
    public const string Title = "hats#title";
    public const string Uri = "hats#uri";
    public const string Hue = "hats#hue";
    public const string Hash = "hats#hash";
}
