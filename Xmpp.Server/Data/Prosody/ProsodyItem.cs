using System.Xml.Linq;

namespace Xmpp.Server.Data.Prosody;

/// <summary>Something of a list.</summary>
/// <param name="Element">Null where it is none, or one that cannot be read.</param>
/// <param name="Key">What Prosody calls it.</param>
/// <param name="When">Seconds since 1970.</param>
/// <param name="With">Whose it is, or whom it is about.</param>
internal sealed record ProsodyItem(XElement? Element, string? Key, double? When, string? With)
{
    /// <summary>The time, if it can be one.</summary>
    public DateTimeOffset? At => When is > 0 and < 1e11
        ? DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(Math.Round(When.Value * 1e6))
        : null;
}
