using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Routing;

/// <summary>What a stage says of a stanza: go on, drop it without a word, or refuse it with an error.</summary>
internal readonly struct Verdict
{
    private Verdict(bool stops, StanzaError? error)
    {
        Stops = stops;
        Error = error;
    }

    public static Verdict Continue => default;
    public static Verdict Drop => new(true, null);

    /// <summary>The error goes back to the sender, unless the stanza is itself an error or an IQ result.</summary>
    public static Verdict Reject(StanzaError error) => new(true, error);

    public bool Stops { get; }
    public StanzaError? Error { get; }
}
