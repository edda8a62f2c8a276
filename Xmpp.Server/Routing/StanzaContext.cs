using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Routing;

/// <summary>A stanza on its way, with what is already known of it. A new field is a design decision.</summary>
internal sealed class StanzaContext(Stanza stanza, Jid sender, Jid recipient, StanzaOrigin origin)
{
    private List<Task>? _writes;
    private List<(Resource Resource, Stanza Stanza)>? _copies;
    private (ISentCopies Maker, Message Message)? _sentCopies;
    private Stanza? _stored;
    private byte[]? _storedBytes;

    /// <summary>As it goes on; a stage may replace it (an id of ours added, a forged one taken out).</summary>
    public Stanza Stanza { get; set; } = stanza;

    /// <summary>Who sent it: a full JID for a session, else what the stanza's 'from' says.</summary>
    public Jid Sender { get; } = sender;

    /// <summary>RFC 6120 §10.3 has resolved a missing 'to'.</summary>
    public Jid Recipient { get; } = recipient;

    public StanzaOrigin Origin { get; } = origin;

    /// <summary>The component that has sent it in an account's name (XEP-0356), or null.</summary>
    public Jid? SentBy { get; init; }

    /// <summary>
    /// When it reached this server, for <c>&lt;delay/&gt;</c> (XEP-0203); once it is archived, the archive's own time, so
    /// that both say the same (cases MAM-09).
    /// </summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>
    /// What this error answers, where the server itself has refused it; null for what others say (RFC 6120 §8.3).
    /// </summary>
    public Stanza? Answered { get; init; }

    /// <summary>
    /// The id in the sender's own archive, as it goes on the wire; for copies to the sender's resources only, never for
    /// the recipient (XEP-0313 §3.5).
    /// </summary>
    public string? SenderArchiveId { get; set; }

    /// <summary>The id in the recipient's archive; on the wire the stanza has it already.</summary>
    public long? RecipientArchiveId { get; set; }

    /// <summary>
    /// It was on its way before and nobody got it: stages that keep or count each message once have done so
    /// (cases MAM-09, SM-06).
    /// </summary>
    public bool IsRedelivery { get; init; }

    /// <summary>The place of the sender's copies among what is handed to his resources, or null.</summary>
    public AccountTurns.Turn? SenderTurn { get; set; }

    /// <summary>The place among what is handed to the recipient's resources, or null.</summary>
    public AccountTurns.Turn? RecipientTurn { get; set; }

    /// <summary>Says that it is under way to its recipient, until that is settled; null for what is not archived.</summary>
    public IDeliveryMark? Mark { get; set; }

    /// <summary>A resource has it before it: its fate is that of a <see cref="Delivery"/>.</summary>
    public bool IsHandedOver { get; set; }

    /// <summary>Its place among all that was handed over, which it keeps when it is routed again; null before that.</summary>
    public long? Place { get; set; }

    /// <summary>
    /// For what is routed again: to be called when a session that was to get it now is over as well, as what is older than it
    /// goes first.
    /// </summary>
    public Func<CancellationToken, Task>? OlderFirst { get; init; }

    /// <summary>It waits behind older ones (<see cref="MessagesBehind"/>), and is settled when it has been delivered.</summary>
    public bool IsPutOff { get; set; }

    /// <summary>
    /// What it shares with the other copies of a fan-out: good as long as it differs from them by its 'to' only.
    /// </summary>
    public EncodedStanza? Encoded { get; init; }

    /// <summary>The shared encoding, unless a stage has made something else of this copy.</summary>
    public EncodedStanza? EncodedNow() =>
        Encoded is { Stanza: var shared } && ReferenceEquals(shared.Element, Stanza.Element)
            && ReferenceEquals(shared.Appended, Stanza.Appended) && shared.Id == Stanza.Id
            ? Encoded
            : null;

    /// <summary>Lets those go that come after it; whatever became of it.</summary>
    public void EndTurns()
    {
        SenderTurn?.End();
        RecipientTurn?.End();
    }

    /// <summary>The stanza as it is kept; made once while it stays the same, so that both archives share it.</summary>
    public byte[] StoredBytes()
    {
        if (_storedBytes is null || !ReferenceEquals(_stored, Stanza))
        {
            _stored = Stanza;
            _storedBytes = StoredStanza.Write(Stanza);
        }
        return _storedBytes;
    }

    /// <summary>
    /// What must be on disk before anybody gets the stanza. A stage that writes does not wait itself: so the rows of
    /// sender and recipient are in one commit.
    /// </summary>
    public void AddWrite(Task write) => (_writes ??= []).Add(write);

    /// <summary>
    /// Who gets a copy is decided when it is handed over, not now: a resource that comes in between reads the archive
    /// up to a message before this one, and would else miss it.
    /// </summary>
    public void CopyWhenDurable(ISentCopies copies, Message message) => _sentCopies = (copies, message);

    /// <summary>A copy for another resource of the sender.</summary>
    public void AddCopy(Resource resource, Stanza copy) => (_copies ??= []).Add((resource, copy));

    /// <summary>Waits for every write; a fault of one is thrown. Later calls do nothing.</summary>
    public ValueTask WhenDurableAsync()
    {
        if (_writes is not { } writes)
            return default;
        _writes = null;
        return new ValueTask(Task.WhenAll(writes));
    }

    /// <summary>What gives the copies when they are handed over, or null if there are none. Later calls give null.</summary>
    public Func<IReadOnlyList<(Resource Resource, Stanza Stanza)>>? TakeCopies()
    {
        if (_sentCopies is null && _copies is null)
            return null;
        var sent = _sentCopies;
        _sentCopies = null;
        return () =>
        {
            if (sent is var (maker, message))
                maker.AddCopies(this, message);
            var copies = _copies;
            _copies = null;
            return copies ?? (IReadOnlyList<(Resource, Stanza)>)[];
        };
    }
}
