namespace Xmpp.Server.Data.Portable;

/// <summary>What one thing in a file may cost: enough for what servers keep, and an end to what a hostile file would cost.</summary>
/// <param name="ElementBytes">Octets of the file between two things of it, such as one message or one vCard.</param>
/// <param name="Depth">Levels of elements in one of them.</param>
/// <param name="Attributes">Attributes of one element.</param>
/// <param name="Includes">Files that include each other.</param>
/// <param name="NameLength">Characters of the name of an element or attribute, or of a namespace.</param>
/// <param name="NamesLength">Characters of all different names of a file.</param>
/// <param name="Elements">Elements of one thing: each takes a hundred times the memory that it takes in the file.</param>
internal sealed record PortableLimits(
    int ElementBytes = 16 * 1024 * 1024, int Depth = 128, int Attributes = 256, int Includes = 8, int NameLength = 4096,
    int NamesLength = 16 * 1024 * 1024, int Elements = 500_000);
