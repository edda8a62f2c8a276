namespace Xmpp.Server.Features.Profiles;

/// <summary>What presence says of an account's avatar.</summary>
/// <param name="Value">The hash; empty for one that was taken away; null where there was none.</param>
internal sealed record AvatarHash(string? Value)
{
    public static readonly AvatarHash Never = new((string?)null);
    public static readonly AvatarHash Removed = new("");
}
