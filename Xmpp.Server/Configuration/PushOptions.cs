namespace Xmpp.Server.Configuration;

/// <summary>XEP-0357.</summary>
[Live]
public sealed record PushOptions
{
    [Live(false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Services and nodes that one account may have enabled.</summary>
    [AllowedRange(1, 10_000)]
    public int MaxRegistrations { get; init; } = 20;

    /// <summary>Octets of the node and of the publish options of one.</summary>
    [AllowedRange(256, 100_000)]
    public int MaxBytes { get; init; } = 8192;

    /// <summary>Not more than one publish for a device in so long; what comes meanwhile is in the next one.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A push service that has not answered for so long has failed.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A notification that failed in a way that may pass goes again after so long, then after twice that, and so on.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So often; zero: not at all.</summary>
    [AllowedRange(0, 12)]
    public int Retries { get; init; } = 6;

    /// <summary>A service that has failed for so long, without a success, is disabled (XEP-0357 §7.1).</summary>
    [AllowedDuration("1m", "365d")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Publishes that wait for their answer, and devices whose interval runs; more are left out.</summary>
    [Live(false)]
    [AllowedRange(10, 10_000_000)]
    public int MaxWaiting { get; init; } = 100_000;

    /// <summary>What the summary says (XEP-0357 §7); the last two tell third parties who writes, and what.</summary>
    [AllowedValues("message-count", "pending-subscription-count", "last-message-sender", "last-message-body")]
    public IReadOnlyList<string> Summary { get; init; } = ["message-count", "pending-subscription-count"];

    /// <summary>Characters of the body in the summary.</summary>
    [AllowedRange(1, 10_000)]
    public int BodyLength { get; init; } = 200;

    /// <summary>Which messages of rooms are worth waking somebody.</summary>
    public PushRooms Rooms { get; init; } = PushRooms.Mentions;

    /// <summary>A device that sleeps is woken although another one of the account is in use.</summary>
    public bool WhileAnotherIsActive { get; init; } = true;
}
