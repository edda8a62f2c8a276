namespace Xmpp.Server.Streams.Sasl;

/// <summary>The facts about a stream on which it depends what it is offered (cases AUTH-03, AUTH-09).</summary>
/// <param name="IsSecure">The stream is inside TLS.</param>
/// <param name="ChannelBindings">
/// The types that work on this very connection, with their data (RFC 5056 §7); empty when TLS ends before us.
/// </param>
public sealed record SaslStreamState(bool IsSecure, IReadOnlyDictionary<string, byte[]> ChannelBindings)
{
    public static readonly SaslStreamState Clear = new(false, new Dictionary<string, byte[]>());
    public static readonly SaslStreamState Secure = new(true, new Dictionary<string, byte[]>());
}
