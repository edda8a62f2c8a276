namespace XmppLoad;

/// <summary>
/// What a message body carries, so that every single delivery can be checked:
/// "#run:stream:sequence:sent-at# filler". All numbers have a fixed width, so every stanza has the same size.
/// </summary>
internal readonly record struct Mark(uint Run, int Stream, int Sequence, long SentAt);
