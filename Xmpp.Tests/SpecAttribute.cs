namespace Xmpp.Tests;

/// <summary>The section of a specification that a test shows; <c>make spec</c> lists them.</summary>
/// <param name="document">"RFC 6121", "XEP-0191".</param>
/// <param name="section">"8.5.2.1.1".</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class SpecAttribute(string document, string section) : PropertyAttribute("Spec", $"{document} §{section}")
{
    public string Document { get; } = document;
    public string Section { get; } = section;
}
