namespace Xmpp.Storage.VCards;

/// <summary>The vcard-temp of an account (XEP-0054).</summary>
/// <param name="Payload">The vCard element in UTF-8.</param>
/// <param name="PhotoHash">SHA-1 of the photo in hexadecimal (XEP-0153), or null if there is no photo.</param>
public sealed record VCard(byte[] Payload, string? PhotoHash);
