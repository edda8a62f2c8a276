namespace Xmpp.Storage.LastActivity;

/// <summary>When an account's last session ended and what its last presence said (XEP-0012).</summary>
public sealed record LastSeen(DateTimeOffset At, string? Status);
