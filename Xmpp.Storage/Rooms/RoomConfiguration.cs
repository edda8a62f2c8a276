using System.Collections.Immutable;

namespace Xmpp.Storage.Rooms;

/// <summary>What owners set (XEP-0045 §10.1.3, §16.5.3).</summary>
public sealed record RoomConfiguration
{
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";

    /// <summary>The language of the discussion, or empty.</summary>
    public string Language { get; init; } = "";

    /// <summary>The room stays when the last occupant leaves, and when the server stops (§3).</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Anybody may find it (§6.3); else it is hidden.</summary>
    public bool IsPublic { get; init; } = true;

    public bool IsMembersOnly { get; init; }
    public bool IsModerated { get; init; }

    /// <summary>Who enters must know it (§7.2.5); empty: there is none.</summary>
    public string Password { get; init; } = "";

    /// <summary>All see the real addresses (§7.2.3); else only moderators do (§7.2.4).</summary>
    public bool IsNonAnonymous { get; init; }

    /// <summary>Participants may change the subject (§8.1).</summary>
    public bool AllowSubject { get; init; }

    /// <summary>Members of a members-only room may invite (§9.5), and others in an open one.</summary>
    public bool AllowInvites { get; init; } = true;

    public RoomWhisper Whisper { get; init; }

    /// <summary>Visitors may ask for voice (§7.13).</summary>
    public bool AllowVoiceRequests { get; init; } = true;

    /// <summary>Who wants to may register with the room and so reserve a nickname (§7.10).</summary>
    public bool AllowRegistration { get; init; } = true;

    /// <summary>Occupants at most (§7.2.9); 0: as many as the server allows.</summary>
    public int MaxOccupants { get; init; }

    /// <summary>Messages that who enters gets (§7.2.13).</summary>
    public int HistoryLength { get; init; } = 20;

    /// <summary>There is a public log somewhere (§7.2.12, code 170); this server makes none.</summary>
    public bool IsLogged { get; init; }

    /// <summary>Messages are kept (XEP-0313).</summary>
    public bool IsArchived { get; init; } = true;

    /// <summary>Seconds between two messages of one occupant who is no moderator; 0: none.</summary>
    public int SlowMode { get; init; }

    /// <summary>Members who are mentioned and are not inside are sent the message (XEP-0452).</summary>
    public bool ForwardsMentions { get; init; }

    /// <summary>Names of the roles whose presence all see (§7.2.2); the others are seen by nobody.</summary>
    public ImmutableArray<string> PresenceBroadcast { get; init; } = ["moderator", "participant", "visitor"];

    /// <summary>Names of roles and affiliations that may read the list of members, beside those that always may (§9.5).</summary>
    public ImmutableArray<string> MemberListReaders { get; init; } = [];

    /// <summary>An associated publish-subscribe node, or empty.</summary>
    public string PubSubNode { get; init; } = "";
}
