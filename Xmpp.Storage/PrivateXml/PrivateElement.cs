namespace Xmpp.Storage.PrivateXml;

/// <summary>One element of private XML storage (XEP-0049), found again by its namespace and name.</summary>
/// <param name="Payload">The element in UTF-8.</param>
public sealed record PrivateElement(string Namespace, string Name, byte[] Payload);
