using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Configuration;

/// <summary>XEP-0363: files that accounts upload by HTTP, for as long as the web server is open.</summary>
[Live]
public sealed record UploadOptions
{
    [Live(false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Each host has its service at this name below it.</summary>
    [HostName, Live(false)]
    public string Subdomain { get; init; } = "upload";

    /// <summary>Where the files are kept; null: <c>uploads</c> in the data directory.</summary>
    [FilePath, Live(false)]
    public string? Directory { get; init; }

    /// <summary>
    /// An origin of its own for files (XEP-0363 §9.1), which a proxy brings to our web server; {host} stands for the host.
    /// Null: that of the web server.
    /// </summary>
    [WebAddress, Live(false)]
    public string? PublicUrl { get; init; }

    /// <summary>Octets of one file; what disco#info says (§3).</summary>
    [AllowedRange(1, 1_000_000_000_000)]
    public long MaxFileBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Types that may be uploaded, "image/*" for a whole family; empty: all.</summary>
    [MediaRange]
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Octets of all files of one account.</summary>
    [AllowedRange(1, 1_000_000_000_000_000)]
    public long MaxBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>Files of one account.</summary>
    [AllowedRange(1, 10_000_000)]
    public int MaxFiles { get; init; } = 10_000;

    /// <summary>Octets that one account may upload on one day (UTC).</summary>
    [AllowedRange(1, 1_000_000_000_000_000)]
    public long MaxBytesPerDay { get; init; } = 1024 * 1024 * 1024;

    /// <summary>Files that one account may upload on one day (UTC).</summary>
    [AllowedRange(1, 10_000_000)]
    public int MaxFilesPerDay { get; init; } = 1000;

    /// <summary>Slots that one account has asked for and not used yet.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxSlots { get; init; } = 20;

    /// <summary>An upload must have begun so long after the slot was given (§8).</summary>
    [AllowedDuration("10s", "1d")]
    public TimeSpan SlotTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A file is removed after so long; zero: never. It counts for what is uploaded from then on.</summary>
    [AllowedDuration("0s", "36500d")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The same for avatars and the like (§5.2); zero: never.</summary>
    [AllowedDuration("0s", "36500d")]
    public TimeSpan ProfileMaxAge { get; init; }

    /// <summary>Octets of one avatar or the like (§5.2).</summary>
    [AllowedRange(1, 1_000_000_000_000)]
    public long ProfileMaxFileBytes { get; init; } = 1024 * 1024;

    /// <summary>Clients may ask for files that are never removed (§5.4).</summary>
    public bool Permanent { get; init; }

    /// <summary>So much of the disk is left to everything else; then uploads are refused.</summary>
    [AllowedRange(0, 1_000_000_000_000_000), Live(false)]
    public long MinFreeBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Uploads at the same time, of all accounts; more are told to come back.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxUploads { get; init; } = 200;

    /// <summary>Between two searches for what is over.</summary>
    [AllowedDuration("10s", "30d")]
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(10);

    internal UploadQuota Quota => new(MaxFiles, MaxBytes, MaxFilesPerDay, MaxBytesPerDay, MaxSlots);
}
