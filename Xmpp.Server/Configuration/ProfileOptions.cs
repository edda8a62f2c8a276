namespace Xmpp.Server.Configuration;

/// <summary>One avatar, one list of bookmarks and one vCard for old and new clients (XEP-0398, XEP-0402, XEP-0411, XEP-0292).</summary>
public sealed record ProfileOptions
{
    public bool Avatars { get; init; } = true;
    public bool Bookmarks { get; init; } = true;

    /// <summary>vcard-temp and vCard4 say the same (XEP-0292).</summary>
    [OptionName("vcards")]
    public bool VCards { get; init; } = true;
}
