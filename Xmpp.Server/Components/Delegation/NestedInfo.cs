using System.Collections.Concurrent;
using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Components.Delegation;

/// <summary>What components offer in the namespaces that they manage, in place of what the server does (XEP-0355 §7.2).</summary>
internal sealed class NestedInfo
{
    /// <summary>More than that nobody reads, and every client would have to.</summary>
    private const int MaxChildren = 256;

    private const int MaxName = 1024;

    private static readonly XNamespace s_info = "http://jabber.org/protocol/disco#info";

    private readonly ConcurrentDictionary<(string Host, string Namespace, bool IsAccount), XElement> _known = new();

    /// <summary>Keeps an answer to a request for the node of <see cref="DelegationNames.Node"/>; null: there is none.</summary>
    public void Set(string host, string name, bool isAccount, XElement? query)
    {
        if (query is null || query.Name != s_info + "query")
            _known.TryRemove((host, name, isAccount), out _);
        else
            _known[(host, name, isAccount)] = new XElement(query.Name, query.Elements().Where(IsTaken).Take(MaxChildren));
    }

    /// <summary>
    /// Takes out what the server says of a namespace itself, and puts in what the component says. Without an answer nothing
    /// of the namespace is offered: nobody would answer there.
    /// </summary>
    public void Nest(string host, string name, bool isAccount, XElement info)
    {
        info.Elements().Where(child => BelongsTo(child, name)).Remove();
        if (!_known.TryGetValue((host, name, isAccount), out var nested))
            return;
        var there = info.Elements().Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        foreach (var child in nested.Elements().Where(child => there.Add(KeyOf(child))))
            info.Add(new XElement(child));
    }

    // The namespace and its parts ("…/pubsub#publish"), forms of that type (§7.2.3), and the identity of that name.
    private static bool BelongsTo(XElement child, string name) => child.Name.LocalName switch
    {
        "feature" => IsIn((string?)child.Attribute("var"), name),
        "identity" => (string?)child.Attribute("category") == name[(name.LastIndexOf('/') + 1)..],
        _ => IsIn(FormType(child), name),
    };

    private static bool IsIn(string? value, string name) =>
        value is not null && value.StartsWith(name, StringComparison.Ordinal)
        && (value.Length == name.Length || value[name.Length] == '#');

    private static string? FormType(XElement child) => child.Name == DataFormNames.X
        ? child.Elements().FirstOrDefault(field => (string?)field.Attribute("var") == "FORM_TYPE")?.Value
        : null;

    private static bool IsTaken(XElement child) =>
        child.Name == s_info + "feature" ? (string?)child.Attribute("var") is { Length: > 0 and <= MaxName }
        : child.Name == s_info + "identity" ? child.Attribute("category") is not null && child.Attribute("type") is not null
        : child.Name == DataFormNames.X;

    private static string KeyOf(XElement child) => child.Name.LocalName switch
    {
        "feature" => "feature " + (string?)child.Attribute("var"),
        "identity" => $"identity {(string?)child.Attribute("category")} {(string?)child.Attribute("type")} {(string?)child.Attribute(XNamespace.Xml + "lang")}",
        _ => "form " + FormType(child),
    };
}
