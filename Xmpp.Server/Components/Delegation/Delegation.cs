using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components.Delegation;

/// <summary>One namespace that one component manages for one host (XEP-0355 §4.1).</summary>
internal sealed record Delegation(string Host, Jid Component, DelegationOptions Options)
{
    public string Namespace => Options.Namespace;

    /// <summary>§4.3, N.B.₃: without the filtering attributes it is as if nothing were delegated.</summary>
    public bool Matches(XElement payload)
    {
        foreach (var name in Options.Attributes)
        {
            if (payload.Attribute(name) is null)
                return false;
        }
        return true;
    }

    /// <summary>§4.2.</summary>
    public XElement ToElement() => new(
        DelegationNames.Delegated,
        new XAttribute("namespace", Namespace),
        Options.Attributes.Select(name => new XElement(DelegationNames.Attribute, new XAttribute("name", name))));
}
