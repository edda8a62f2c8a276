using System.Xml.Linq;

namespace Xmpp.Server.Features.Profiles;

/// <summary>Names of XEP-0084, XEP-0153 and XEP-0398.</summary>
internal static class AvatarNames
{
    public const string DataNode = "urn:xmpp:avatar:data";
    public const string MetadataNode = "urn:xmpp:avatar:metadata";
    public const string Conversion = "urn:xmpp:pep-vcard-conversion:0";

    public static readonly XName Data = XNamespace.Get(DataNode) + "data";
    public static readonly XName Metadata = XNamespace.Get(MetadataNode) + "metadata";
    public static readonly XName Info = XNamespace.Get(MetadataNode) + "info";

    public static readonly XNamespace VCard = "vcard-temp";
    public static readonly XName VCardElement = VCard + "vCard";
    public static readonly XName Photo = VCard + "PHOTO";
    public static readonly XName PhotoType = VCard + "TYPE";
    public static readonly XName BinVal = VCard + "BINVAL";

    private static readonly XNamespace s_update = "vcard-temp:x:update";
    public static readonly XName Update = s_update + "x";
    public static readonly XName UpdatePhoto = s_update + "photo";
}
