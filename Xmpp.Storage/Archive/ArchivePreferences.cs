using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>What an account wants in its archive (XEP-0441).</summary>
/// <param name="Default">For contacts in neither list.</param>
/// <param name="Always">Bare or full JIDs.</param>
/// <param name="Never">Bare or full JIDs.</param>
public sealed record ArchivePreferences(ArchivePolicy Default, ImmutableArray<Jid> Always, ImmutableArray<Jid> Never);
