namespace Xmpp.Server.Data.Portable;

/// <summary>What one thing in a file may cost: enough for what servers keep, and an end to what a hostile file would cost.</summary>
/// <param name="ElementBytes">Octets of the file between two things of it, such as one message or one vCard.</param>
/// <param name="Depth">Levels of elements in one of them.</param>
/// <param name="Attributes">Attributes of one element.</param>
/// <param name="Includes">Files that include each other.</param>
internal sealed record PortableLimits(
    int ElementBytes = 16 * 1024 * 1024, int Depth = 128, int Attributes = 256, int Includes = 8);
