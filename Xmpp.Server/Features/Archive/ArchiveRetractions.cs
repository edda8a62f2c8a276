using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>Puts a tombstone in the place of a message whose author takes it back (XEP-0424 §4).</summary>
internal sealed class ArchiveRetractions(IArchiveStore store)
{
    /// <summary>The 'id' of the message that this one takes back, or null if it takes none back.</summary>
    public static string? Retracted(Message message) =>
        !message.IsError && !string.IsNullOrEmpty(message.Id)
        && (string?)message.Child(ArchiveNames.Retract)?.Attribute(XmppNames.Id) is { Length: > 0 } id
            ? id
            : null;

    /// <summary>Durable when it completes.</summary>
    /// <param name="account">Whose archive.</param>
    /// <param name="contact">With whom the conversation is.</param>
    /// <param name="retraction">Archived itself (§4).</param>
    /// <param name="retracted">The 'id' that it names.</param>
    /// <param name="at">When.</param>
    /// <param name="ct">Cancels before it is written.</param>
    public async Task RetractAsync(
        Jid account, Jid contact, Message retraction, string retracted, DateTimeOffset at, CancellationToken ct)
    {
        foreach (var candidate in await store.FindMessagesAsync(account, contact, retracted, ct))
        {
            if (!StoredStanza.TryRead(candidate.Stanza, out var stanza) || stanza is not Message message
                || !IsBy(message, retraction, retracted))
                continue;
            await store.ReplaceAsync(account, candidate.Id, StoredStanza.Write(Tombstone(message, retraction, at)), ct);
            return;
        }
    }

    /// <summary>§5: only the author takes a message back.</summary>
    internal static bool IsBy(Message message, Message retraction, string retracted)
    {
        if (message.Id != retracted || message.IsError || message.Has(ArchiveNames.Retracted))
            return false;
        // An occupant of a room is a full JID; the bare one is the room, which has many.
        return message.Has(ArchiveNames.MucUser) || retraction.Has(ArchiveNames.MucUser)
            ? message.From == retraction.From
            : message.From?.Bare == retraction.From?.Bare;
    }

    internal static Message Tombstone(Message message, Message retraction, DateTimeOffset at) => new(
        new XElement(
            XmppNames.Message,
            new XElement(
                ArchiveNames.Retracted,
                new XAttribute(XmppNames.Id, retraction.Id ?? ""),
                new XAttribute(ArchiveNames.Stamp, XmppDateTime.Format(at)))),
        message.From, message.To, message.Id, null, message.TypeName);
}
