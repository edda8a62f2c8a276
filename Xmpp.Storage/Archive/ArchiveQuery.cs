using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>Which messages of an archive are asked for.</summary>
public sealed record ArchiveQuery
{
    /// <summary>The least id.</summary>
    public long First { get; init; } = long.MinValue;

    /// <summary>The greatest id.</summary>
    public long Last { get; init; } = long.MaxValue;

    /// <summary>Only messages from or to this JID; a bare one stands for all its resources.</summary>
    public Jid? With { get; init; }

    /// <summary>Only messages with these ids; null for all.</summary>
    public ImmutableArray<long>? Ids { get; init; }

    /// <summary>Ids that must be in the archive, whether or not they match anything else here.</summary>
    public ImmutableArray<long> Marks { get; init; } = [];

    /// <summary>The page at the end instead of the one at the beginning.</summary>
    public bool IsFromEnd { get; init; }

    /// <summary>Messages of one page.</summary>
    public int MaxMessages { get; init; } = 100;

    /// <summary>Octets of one page; it has one message at least.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>What each message weighs beside its stanza.</summary>
    public int BytesPerMessage { get; init; }
}
