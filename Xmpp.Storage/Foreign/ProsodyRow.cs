namespace Xmpp.Storage.Foreign;

/// <summary>Something that was appended to a list.</summary>
/// <param name="Id">What Prosody calls it.</param>
/// <param name="At">Seconds since 1970, perhaps with a fraction.</param>
/// <param name="Whom">Whose it is, or whom it is about.</param>
/// <param name="Type">xml, or json.</param>
/// <param name="Text">Null where it is longer than was asked for.</param>
public sealed record ProsodyRow(string Id, string? At, string Whom, string Type, string? Text);
