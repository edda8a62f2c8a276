namespace Xmpp.Server.Configuration;

/// <summary>Group chat (XEP-0045).</summary>
public sealed record RoomOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Each host has its rooms at this name below it.</summary>
    [HostName]
    public string Subdomain { get; init; } = "conference";

    public RoomCreation Create { get; init; }

    /// <summary>Rooms that one account may own; then it may create no more. Zero: as many as it likes.</summary>
    [AllowedRange(0, 1_000_000)]
    public int MaxPerAccount { get; init; } = 100;

    /// <summary>Occupants of one room, whatever its owner says; those who run it come in beyond that.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxOccupants { get; init; } = 2000;

    /// <summary>Devices of one account in one room, under all its nicknames.</summary>
    [AllowedRange(1, 1000)]
    public int MaxDevices { get; init; } = 20;

    /// <summary>Accounts and domains that one room knows: members, admins, owners, bans.</summary>
    [AllowedRange(1, 10_000_000)]
    public int MaxAffiliations { get; init; } = 20_000;

    /// <summary>Hats that one room has (XEP-0317).</summary>
    [AllowedRange(0, 1000)]
    public int MaxHats { get; init; } = 50;

    /// <summary>Accounts that wear hats in one room.</summary>
    [AllowedRange(0, 1_000_000)]
    public int MaxHatWearers { get; init; } = 1000;

    /// <summary>Hats that one account wears in one room.</summary>
    [AllowedRange(0, 1000)]
    public int MaxHatsPerAccount { get; init; } = 5;

    /// <summary>Occupants who are shown again when a hat of theirs changes; with more, all are told of the list only.</summary>
    [AllowedRange(0, 1_000_000)]
    public int MaxHatsShown { get; init; } = 100;

    /// <summary>Changes that one request may ask for.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxItems { get; init; } = 500;

    /// <summary>Characters of a nickname.</summary>
    [AllowedRange(1, 1023)]
    public int NickLength { get; init; } = 64;

    /// <summary>Characters of a room's name; of a hat's title, and of its URI.</summary>
    [AllowedRange(1, 10_000)]
    public int NameLength { get; init; } = 200;

    /// <summary>Characters of a description, a reason, a subject.</summary>
    [AllowedRange(1, 100_000)]
    public int TextLength { get; init; } = 4000;

    /// <summary>Octets of one message to a room.</summary>
    [AllowedRange(1000, 10_000_000)]
    public int MessageBytes { get; init; } = 65_536;

    /// <summary>Octets of presence of an occupant, which everybody who comes in later is sent again.</summary>
    [AllowedRange(1000, 10_000_000)]
    public int PresenceBytes { get; init; } = 16_384;

    /// <summary>Octets of a room's vCard.</summary>
    [AllowedRange(1000, 10_000_000)]
    public int CardBytes { get; init; } = 204_800;

    /// <summary>Messages that a room sends again to who enters, whatever its owner says.</summary>
    [AllowedRange(0, 1000)]
    public int MaxHistory { get; init; } = 100;

    /// <summary>Octets of these messages: they are in memory, and all of them go out at once.</summary>
    [AllowedRange(0, 10_000_000)]
    public int MaxHistoryBytes { get; init; } = 524_288;

    /// <summary>Messages of one occupant who is no moderator in a second; zero: no limit.</summary>
    [AllowedRange(0, 100_000)]
    public int MessagesPerSecond { get; init; } = 20;

    [AllowedRange(1, 100_000)]
    public int BurstMessages { get; init; } = 100;

    /// <summary>Changes of presence and nickname of one occupant in a second, and entries of one account; zero: no limit.</summary>
    [AllowedRange(0, 100_000)]
    public int PresencesPerSecond { get; init; } = 2;

    [AllowedRange(1, 100_000)]
    public int BurstPresences { get; init; } = 20;

    /// <summary>Who come into one room in a second, those who run it aside; zero: no limit.</summary>
    [AllowedRange(0, 100_000)]
    public int JoinsPerSecond { get; init; } = 100;

    [AllowedRange(1, 100_000)]
    public int BurstJoins { get; init; } = 1000;

    /// <summary>Invitations that one message may send.</summary>
    [AllowedRange(1, 1000)]
    public int MaxInvitations { get; init; } = 20;

    /// <summary>A room in which nobody is leaves the memory after so long.</summary>
    [AllowedDuration("0s", "30d")]
    public TimeSpan UnloadAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Rooms of one page of a list.</summary>
    [AllowedRange(1, 10_000)]
    public int PageSize { get; init; } = 100;

    /// <summary>Requests between occupants that wait for their answers, for all rooms.</summary>
    [AllowedRange(0, 10_000_000)]
    public int MaxRequests { get; init; } = 100_000;

    /// <summary>Those of one account.</summary>
    [AllowedRange(0, 10_000_000)]
    public int MaxRequestsPerAccount { get; init; } = 500;

    public RoomDefaults Defaults { get; init; } = new();

    /// <summary>What a new room is like, within what is allowed.</summary>
    internal Xmpp.Storage.Rooms.RoomConfiguration NewRoom()
    {
        var configuration = Defaults.ToConfiguration();
        return configuration with { HistoryLength = Math.Min(configuration.HistoryLength, MaxHistory) };
    }
}
