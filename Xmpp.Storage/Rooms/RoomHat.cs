namespace Xmpp.Storage.Rooms;

/// <summary>A hat that a room has (XEP-0317 §3.1).</summary>
/// <param name="Uri">What identifies it.</param>
/// <param name="Title">What people read.</param>
/// <param name="Hue">The angle of its colour, as it was given, or null.</param>
public sealed record RoomHat(string Uri, string Title, string? Hue);
