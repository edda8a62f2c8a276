namespace Xmpp.Storage.Archive;

/// <summary>A part of an archive that was read into the index.</summary>
/// <param name="Piece">The id of its first message when it was made.</param>
/// <param name="LastId">The id of its last.</param>
/// <param name="Messages">How many it had when it was made.</param>
internal sealed record ArchivePiece(long Piece, long LastId, long Messages);
