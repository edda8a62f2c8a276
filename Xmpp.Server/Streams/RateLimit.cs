using Xmpp.Server.Configuration;

namespace Xmpp.Server.Streams;

/// <summary>
/// Octets and stanzas that a client may send: a token bucket for each. Beyond it the client is read later, and nothing
/// is dropped (XEP-0205 §4.7; cases ABU-07).
/// </summary>
internal sealed class RateLimit(LimitOptions limits, TimeProvider time)
{
    private double _bytes = limits.BurstBytes;
    private double _stanzas = limits.BurstStanzas;
    private long _refilledAt = time.GetTimestamp();
    private long? _excessSince;

    /// <summary>Too fast without a second's rest for as long as the options bear, or longer.</summary>
    public bool IsSustained =>
        limits.ExcessTimeout > TimeSpan.Zero && _excessSince is { } since && time.GetElapsedTime(since) >= limits.ExcessTimeout;

    public void CountBytes(int count)
    {
        Refill(); // before it is spent: a quiet hour fills the bucket once
        _bytes -= count;
    }

    public void CountStanza() => _stanzas--;

    /// <summary>How long to wait before reading on; zero while within the limits.</summary>
    public TimeSpan Pause()
    {
        if (_bytes >= 0 && _stanzas >= 0)
            return TimeSpan.Zero;
        Refill();
        var (bytes, stanzas) = (limits.BytesPerSecond, limits.StanzasPerSecond); // a reload may change them at any time
        var seconds = Math.Max(bytes == 0 ? 0 : -_bytes / bytes, stanzas == 0 ? 0 : -_stanzas / stanzas);
        if (seconds <= 0)
            return TimeSpan.Zero;
        _excessSince ??= _refilledAt;
        return TimeSpan.FromSeconds(seconds);
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_refilledAt, now).TotalSeconds;
        _refilledAt = now;
        _bytes = limits.BytesPerSecond == 0 ? limits.BurstBytes
            : Math.Min(limits.BurstBytes, _bytes + elapsed * limits.BytesPerSecond);
        _stanzas = limits.StanzasPerSecond == 0 ? limits.BurstStanzas
            : Math.Min(limits.BurstStanzas, _stanzas + elapsed * limits.StanzasPerSecond);
        if (_excessSince is not null && HasRested(_bytes, limits.BytesPerSecond, limits.BurstBytes)
            && HasRested(_stanzas, limits.StanzasPerSecond, limits.BurstStanzas))
        {
            _excessSince = null;
        }
    }

    private static bool HasRested(double left, int perSecond, int burst) => left >= Math.Min(perSecond, burst);
}
