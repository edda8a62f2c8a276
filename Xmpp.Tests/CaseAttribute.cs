namespace Xmpp.Tests;

/// <summary>The requirement, learnt from a fault elsewhere, that a test shows: "RTE-02".</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class CaseAttribute(string id) : PropertyAttribute("Case", id)
{
    public string Id { get; } = id;
}
