using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>
/// In which messages of an archive a word is. Nothing is written here when a message comes: who searches has first what came
/// since the last search read in. What leaves the archive leaves the index with it.
/// </summary>
public interface IArchiveIndex
{
    /// <summary>
    /// The words of a stanza, each once: what a stanza is, is not known here. Called while nothing else can be written only
    /// for one message that is replaced or removed.
    /// </summary>
    Func<byte[], IReadOnlyCollection<string>> WordsOf { get; set; }

    /// <summary>Reads the next piece of the archive in; true when nothing is left to be read.</summary>
    Task<bool> AddNextAsync(Jid account, CancellationToken ct);

    /// <summary>
    /// The ids, in their order, of the messages that had the word when they were read in; of those from
    /// <paramref name="first"/> to <paramref name="last"/>.
    /// </summary>
    /// <param name="isBeginning">Also of words that begin so.</param>
    Task<long[]> FindAsync(Jid account, string word, bool isBeginning, long first, long last, CancellationToken ct);

    /// <summary>
    /// The ids, in their order, of the messages that may be with that contact; a bare JID stands for all its resources.
    /// </summary>
    Task<long[]> FindWithAsync(Jid account, Jid contact, long first, long last, CancellationToken ct);
}
