using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>The part before the script for a component: header and handshake (XEP-0114 §3).</summary>
public static class WireComponent
{
    public const string Namespace = "jabber:component:accept";

    private static readonly XNamespace s_client = "jabber:client";
    private static readonly XNamespace s_component = Namespace;

    /// <summary>The secret that scripts give a component.</summary>
    public static string SecretOf(string domain) => $"secret of {domain}";

    public static string Header(string domain) =>
        $"<stream:stream xmlns='{Namespace}' xmlns:stream='http://etherx.jabber.org/streams' to='{domain}'>";

#pragma warning disable CA5350 // XEP-0114 §3 says SHA-1.
    public static string Digest(string streamId, string secret) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret)));
#pragma warning restore CA5350

    public static async Task LogInAsync(
        WireConnection connection, string domain, string secret, CancellationToken ct)
    {
        await connection.SendAsync(Header(domain), ct);
        var header = await connection.NextAsync(ct);
        var id = (string?)header.Element?.Attribute("id")
            ?? throw new WireFailureException($"{connection.Name}: a stream header expected, {header.Text} came");
        await connection.SendAsync($"<handshake>{Digest(id, secret)}</handshake>", ct);
        var answer = await connection.NextAsync(ct);
        if (answer.Element?.Name != s_component + "handshake")
            throw new WireFailureException($"{connection.Name}: <handshake/> expected, {answer.Text} came");
    }

    /// <summary>What a script writes as a client would see it, in the namespace of a component's stream.</summary>
    public static XElement Rescoped(XElement pattern) => Rescoped(pattern, s_component);

    /// <summary>The same for any other kind of stream.</summary>
    public static XElement Rescoped(XElement pattern, XNamespace space)
    {
        var copy = new XElement(pattern);
        Rescope(copy, space);
        return copy;
    }

    private static void Rescope(XElement element, XNamespace space)
    {
        // The <error/> of a dialback error is in the stream's namespace, too (XEP-0220 §2.5).
        if (element.Name.Namespace != s_client && element.Name.NamespaceName != WireServer.Dialback)
            return;
        if (element.Name.Namespace == s_client)
            element.Name = space + element.Name.LocalName;
        foreach (var child in element.Elements())
            Rescope(child, space);
    }
}
