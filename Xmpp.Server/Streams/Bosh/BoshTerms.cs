using Xmpp.Server.Configuration;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>What a session has been told about itself (XEP-0124 §7.2).</summary>
internal sealed record BoshTerms
{
    public required TimeSpan Wait { get; init; }
    public required int Hold { get; init; }
    public required TimeSpan Inactivity { get; init; }
    public required TimeSpan MaxPause { get; init; }
    public required TimeSpan Polling { get; init; }
    public required Version Version { get; init; }

    /// <summary>So many requests may be unanswered.</summary>
    public int Requests => Hold + 1;

    /// <summary>§12: no request waits.</summary>
    public bool IsPolling => Hold == 0 || Wait == TimeSpan.Zero;

    /// <summary>What the client asks for, as far as we go.</summary>
    public static BoshTerms For(BoshRequest request, BoshOptions options)
    {
        var terms = new BoshTerms
        {
            Wait = TimeSpan.FromSeconds(Math.Min(request.Wait ?? long.MaxValue, (long)options.MaxWait.TotalSeconds)),
            Hold = (int)Math.Min(request.Hold ?? 1, options.MaxHold),
            Inactivity = options.Inactivity,
            MaxPause = options.MaxPause,
            Polling = options.Polling,
            Version = request.Version is { } version && version < BoshNames.Version ? version : BoshNames.Version,
        };
        // §12: more than by the polling interval.
        return terms.IsPolling ? terms with { Inactivity = options.Inactivity + (2 * options.Polling) } : terms;
    }
}
