namespace Xmpp.Tests.Wire;

/// <summary>The outcome of a comparison: the captures after it, or the first difference.</summary>
public sealed record WireMatch(WireCaptures? Captures, string? Difference)
{
    public static WireMatch Equal(WireCaptures captures) => new(captures, null);
    public static WireMatch Differs(string difference) => new(null, difference);
}
