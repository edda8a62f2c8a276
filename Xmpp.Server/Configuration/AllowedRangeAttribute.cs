namespace Xmpp.Server.Configuration;

/// <summary>The least and the greatest number that makes sense.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedRangeAttribute(long least, long most) : Attribute
{
    public long Least { get; } = least;
    public long Most { get; } = most;
}
