namespace Xmpp.Server.Streams.Sasl;

/// <summary>The facts about a stream on which it depends what it is offered (cases AUTH-03, AUTH-09).</summary>
/// <param name="IsSecure">The stream is inside TLS.</param>
/// <param name="ChannelBindings">What can be bound to on this very connection; nothing when TLS ends before us.</param>
public sealed record SaslStreamState(bool IsSecure, IChannelBindings ChannelBindings)
{
    public static readonly SaslStreamState Clear = new(false, NoChannelBindings.Instance);
    public static readonly SaslStreamState Secure = new(true, NoChannelBindings.Instance);

    /// <summary>Whether the -PLUS names are offered; a binding binds to TLS, so there is none in clear.</summary>
    public bool HasBindings => IsSecure && !ChannelBindings.Types.IsEmpty;
}
