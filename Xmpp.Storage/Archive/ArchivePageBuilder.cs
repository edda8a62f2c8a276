namespace Xmpp.Storage.Archive;

/// <summary>Gathers rows in the direction of the paging, up to what one page may have.</summary>
internal sealed class ArchivePageBuilder(ArchiveQuery query)
{
    private readonly List<ArchivedMessage> _messages = [];
    private long _bytes;
    private bool _isCut;

    /// <summary>False for a row that has no room: the page ends here, and is not complete.</summary>
    public bool TryAdd(ArchivedMessage message)
    {
        _bytes += message.Stanza.Length + query.BytesPerMessage;
        _isCut = _messages.Count >= query.MaxMessages || (_messages.Count > 0 && _bytes > query.MaxBytes);
        if (!_isCut)
            _messages.Add(message);
        return !_isCut;
    }

    public ArchivePage Build()
    {
        if (query.IsFromEnd)
            _messages.Reverse();
        return new ArchivePage(_messages, !_isCut);
    }
}
