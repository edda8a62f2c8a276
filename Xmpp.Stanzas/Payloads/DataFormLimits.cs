namespace Xmpp.Stanzas.Payloads;

/// <summary>How large a form may be that somebody sends us.</summary>
/// <param name="MaxFields">Fields of one form.</param>
/// <param name="MaxValues">Values of all its fields together.</param>
public readonly record struct DataFormLimits(int MaxFields, int MaxValues)
{
    /// <summary>Above every form that the XEPs define.</summary>
    public static readonly DataFormLimits Default = new(200, 1000);
}
