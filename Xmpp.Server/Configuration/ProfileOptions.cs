namespace Xmpp.Server.Configuration;

/// <summary>One avatar and one list of bookmarks for old and new clients (XEP-0398, XEP-0402, XEP-0411).</summary>
public sealed record ProfileOptions
{
    public bool Avatars { get; init; } = true;
    public bool Bookmarks { get; init; } = true;
}
