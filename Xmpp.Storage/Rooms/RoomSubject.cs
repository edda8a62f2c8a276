namespace Xmpp.Storage.Rooms;

/// <summary>The subject of a room (XEP-0045 §7.2.15).</summary>
/// <param name="Text">Empty where it was taken away.</param>
/// <param name="Nick">Who has set it.</param>
/// <param name="At">When.</param>
public sealed record RoomSubject(string Text, string Nick, DateTimeOffset At);
