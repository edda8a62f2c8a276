namespace Xmpp.Storage.Foreign;

/// <summary>A value of a store.</summary>
/// <param name="Name">Its key; empty for the rest of a table, which has keys that are no strings.</param>
/// <param name="Type">string, number, boolean, json.</param>
/// <param name="Text">Null where it is longer than was asked for.</param>
public sealed record ProsodyValue(string Name, string Type, string? Text);
