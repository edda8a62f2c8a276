using System.Xml.Linq;

namespace Xmpp.Server.Services.Upload;

/// <summary>Names of XEP-0363.</summary>
internal static class UploadNames
{
    public const string MaxFileSizeField = "max-file-size";

    public static readonly XNamespace Ns = "urn:xmpp:http:upload:0";
    public static readonly XNamespace Purpose = "urn:xmpp:http:upload:purpose:0";

    public static readonly XName Request = Ns + "request";
    public static readonly XName Slot = Ns + "slot";
    public static readonly XName Put = Ns + "put";
    public static readonly XName Get = Ns + "get";
    public static readonly XName FileTooLarge = Ns + "file-too-large";
    public static readonly XName MaxFileSize = Ns + "max-file-size";
    public static readonly XName Retry = Ns + "retry";
}
