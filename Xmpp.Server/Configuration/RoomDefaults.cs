using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Configuration;

/// <summary>What a new room is like until its owner says otherwise (XEP-0045 §10.1.2).</summary>
public sealed record RoomDefaults
{
    public bool Persistent { get; init; }

    /// <summary>Anybody may find it.</summary>
    public bool Public { get; init; }

    public bool MembersOnly { get; init; }
    public bool Moderated { get; init; }

    /// <summary>Real addresses are seen by all, not by moderators only.</summary>
    public bool NonAnonymous { get; init; }

    /// <summary>Participants may change the subject.</summary>
    public bool Subject { get; init; }

    /// <summary>Messages are kept (XEP-0313).</summary>
    public bool Archived { get; init; } = true;

    /// <summary>Members who are mentioned and are not inside are sent the message (XEP-0452).</summary>
    public bool Mentions { get; init; }

    /// <summary>Messages that who enters gets.</summary>
    [AllowedRange(0, 1000)]
    public int History { get; init; } = 20;

    internal RoomConfiguration ToConfiguration() => new()
    {
        IsPersistent = Persistent,
        IsPublic = Public,
        IsMembersOnly = MembersOnly,
        IsModerated = Moderated,
        IsNonAnonymous = NonAnonymous,
        AllowSubject = Subject,
        IsArchived = Archived,
        ForwardsMentions = Mentions,
        HistoryLength = History,
    };
}
