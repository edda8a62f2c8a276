using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Upload;

/// <summary>What a client wants to upload (XEP-0363 §4, §5).</summary>
/// <param name="Name">Cleaned.</param>
/// <param name="Size">Octets, at least 1; what no number of ours can hold is the greatest.</param>
/// <param name="ContentType">Normalized; null where none was said.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="ExpireBefore">Of an ephemeral one (§5.3).</param>
internal sealed record SlotRequest(
    string Name, long Size, string? ContentType, UploadPurpose Purpose, DateTimeOffset? ExpireBefore)
{
    /// <summary>Reads a request; false, and the error to answer, if it is none.</summary>
    public static bool TryRead(
        XElement payload, [NotNullWhen(true)] out SlotRequest? request, [NotNullWhen(false)] out StanzaError? error)
    {
        request = null;
        error = StanzaError.BadRequest;
        if ((string?)payload.Attribute("filename") is not { Length: > 0 } filename || FileNames.Clean(filename) is not { } name)
            return Refuse("The file has no name", ref error);
        if (!TryReadSize((string?)payload.Attribute("size"), out var size))
            return Refuse("The size is no number of octets", ref error);
        string? type = null;
        if ((string?)payload.Attribute("content-type") is { Length: > 0 } said && !MediaTypes.TryNormalize(said, out type))
            return Refuse("The content type is none", ref error);
        if (!TryReadPurpose(payload, out var purpose, out var expireBefore, ref error))
            return false;
        request = new SlotRequest(name, size, type, purpose, expireBefore);
        error = null;
        return true;
    }

    /// <summary>xs:positiveInteger (XEP-0363 §12).</summary>
    public static bool TryReadSize(string? text, out long size)
    {
        size = 0;
        if (text is not { Length: > 0 and <= 100 }
            || !BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }
        size = (long)BigInteger.Min(number, long.MaxValue);
        return true;
    }

    private static bool TryReadPurpose(
        XElement payload, out UploadPurpose purpose, out DateTimeOffset? expireBefore, ref StanzaError error)
    {
        purpose = UploadPurpose.Message;
        expireBefore = null;
        var purposes = payload.Elements().Where(child => child.Name.Namespace == UploadNames.Purpose).Take(2).ToList();
        if (purposes.Count == 0)
            return true;
        if (purposes.Count > 1)
            return Refuse("More than one purpose", ref error);
        switch (purposes[0].Name.LocalName)
        {
            case "message":
                return true;
            case "profile":
                purpose = UploadPurpose.Profile;
                return true;
            case "permanent":
                purpose = UploadPurpose.Permanent;
                return true;
            case "ephemeral":
                purpose = UploadPurpose.Ephemeral;
                if (!XmppDateTime.TryParse((string?)purposes[0].Attribute("expire-before"), out var before))
                    return Refuse("An ephemeral file needs expire-before", ref error);
                expireBefore = before;
                return true;
            default:
                error = StanzaError.FeatureNotImplemented;
                return false;
        }
    }

    private static bool Refuse(string why, ref StanzaError error)
    {
        error = StanzaError.BadRequest with { Text = why };
        return false;
    }
}
