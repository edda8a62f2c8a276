namespace Xmpp.Server.Services.Muc;

/// <summary>What somebody may still do at once, as it was at a time: a token bucket that is a value.</summary>
internal readonly record struct RateBucket(double Left, DateTimeOffset At)
{
    /// <summary>Takes one, or says that there is none.</summary>
    /// <param name="perSecond">What comes back in a second; zero: there is no limit.</param>
    /// <param name="burst">What there is at most, and at the beginning.</param>
    /// <param name="next">The bucket afterwards, also when there was none.</param>
    public bool TryTake(DateTimeOffset now, double perSecond, double burst, out RateBucket next)
    {
        next = this;
        if (perSecond <= 0)
            return true;
        var left = At == default ? burst : Math.Min(burst, Left + (Math.Max(0, (now - At).TotalSeconds) * perSecond));
        if (left < 1)
            return false;
        next = new RateBucket(left - 1, now);
        return true;
    }
}
