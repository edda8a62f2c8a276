using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.EntityCaps;

/// <summary>Checks that an answer to disco#info is what a hash promised (XEP-0115 §5.4, XEP-0390 §4.4).</summary>
internal static class CapsHash
{
    private static readonly XNamespace s_info = "http://jabber.org/protocol/disco#info";

    public static bool IsKnown(string hash) => hash is "sha-1" or "sha-256" or "sha-384" or "sha-512";

    /// <summary>True if the answer has that hash and is well-formed; also where there is no hash to check.</summary>
    public static bool Matches(CapsKey key, XElement query)
    {
        if (key.Hash.Length == 0)
            return true;
        if (key.Kind == CapsKind.Caps2)
            return EntityCapabilities2.TryGetInput(query, out var input) && HashOf(key.Hash, input) == key.Version;
        return !IsIllFormed(query)
            && HashOf(key.Hash, Encoding.UTF8.GetBytes(EntityCapabilities.VerificationString(WithoutUnnamedForms(query)))) == key.Version;
    }

    // §5.4, rules 3.3 to 3.5
    private static bool IsIllFormed(XElement query)
    {
        var identities = query.Elements(s_info + "identity").Select(i => (
            (string?)i.Attribute("category"), (string?)i.Attribute("type"), (string?)i.Attribute(XNamespace.Xml + "lang"),
            (string?)i.Attribute("name"))).ToList();
        var features = query.Elements(s_info + "feature").Select(f => (string?)f.Attribute("var")).ToList();
        var forms = query.Elements(DataFormNames.X).Select(FormTypeOf).OfType<string>().ToList();
        return HasTwice(identities) || HasTwice(features) || HasTwice(forms) || IsAmbiguous(query);
    }

    // The string of §5.1 puts these characters between its parts, so that text with one of them can have the hash of quite
    // another answer: such an answer proves nothing about others that send the hash.
    private static bool IsAmbiguous(XElement query)
    {
        var identities = query.Elements(s_info + "identity").ToList();
        var divided = identities.SelectMany(i => (string?[])
            [(string?)i.Attribute("category"), (string?)i.Attribute("type"), (string?)i.Attribute(XNamespace.Xml + "lang")]);
        var fields = query.Elements(DataFormNames.X).Where(form => FormTypeOf(form) is not null)
            .SelectMany(form => form.Elements(DataFormNames.Field)).ToList();
        return divided.Any(text => text?.AsSpan().ContainsAny('<', '/') == true)
            || identities.Select(i => (string?)i.Attribute("name"))
                .Concat(query.Elements(s_info + "feature").Select(f => (string?)f.Attribute("var")))
                .Concat(fields.Select(field => (string?)field.Attribute(DataFormNames.Var)))
                .Concat(fields.SelectMany(field => field.Elements(DataFormNames.Value)).Select(value => value.Value))
                .Any(text => text?.Contains('<', StringComparison.Ordinal) == true);
    }

    private static bool HasTwice<T>(List<T> values) => values.Distinct().Count() != values.Count;

    // Rule 3.6: a form without FORM_TYPE, or whose FORM_TYPE is not hidden, is ignored.
    private static XElement WithoutUnnamedForms(XElement query)
    {
        if (query.Elements(DataFormNames.X).All(form => FormTypeOf(form) is not null))
            return query;
        var copy = new XElement(query);
        copy.Elements(DataFormNames.X).Where(form => FormTypeOf(form) is null).Remove();
        return copy;
    }

    private static string? FormTypeOf(XElement form) => form.Elements(DataFormNames.Field)
        .FirstOrDefault(field => (string?)field.Attribute(DataFormNames.Var) == DataFormNames.FormType
            && (string?)field.Attribute(DataFormNames.Type) == DataFormNames.Hidden)
        ?.Element(DataFormNames.Value)?.Value;

#pragma warning disable CA5350 // XEP-0115 names SHA-1; a list of features is no secret, and the answer is from who is asked
    private static string HashOf(string hash, byte[] input) => Convert.ToBase64String(hash switch
    {
        "sha-1" => SHA1.HashData(input),
        "sha-256" => SHA256.HashData(input),
        "sha-384" => SHA384.HashData(input),
        _ => SHA512.HashData(input),
    });
#pragma warning restore CA5350
}
