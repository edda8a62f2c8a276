using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Accounts;
using Xmpp.Server.Streams.Sasl;

namespace Xmpp.Tests.Streams.Sasl;

/// <summary>The parts around a SASL exchange, for juliet@capulet.example with the password "secret".</summary>
internal sealed class SaslFixture : IDisposable
{
    public const string Host = "capulet.example";

    /// <summary>A stream on which tls-exporter and tls-server-end-point work.</summary>
    public static readonly SaslStreamState Bound = new(true, new KnownBindings
    {
        Data = { ["tls-exporter"] = [1, 2, 3, 0xFF], ["tls-server-end-point"] = [9, 8, 7] },
    });

    /// <param name="freeFailures">Attempts of a mechanism alone count, and nobody says how they end.</param>
    public SaslFixture(SaslOptions? options = null, string host = Host, Func<string>? nonce = null, int freeFailures = 1000)
    {
        Options = options ?? new SaslOptions { Iterations = 4096 };
        Throttle = new LoginThrottle(new LoginThrottleOptions { FreeFailures = freeFailures, AddressFailures = freeFailures * 10 }, Time);
        var made = 0;
        Context = new SaslContext(
            host, Options, Credentials, new UnknownAccounts([1, 2, 3, 4], Options.Iterations), Hashing, Throttle, Time)
        {
            MakeNonce = nonce ?? (() => $"SERVER{made++}"),
        };
    }

    public FakeTimeProvider Time { get; } = new();
    public MemoryCredentials Credentials { get; } = new MemoryCredentials().Add("juliet@capulet.example", "secret");
    public PasswordHashing Hashing { get; } = new(2, 16);
    public LoginThrottle Throttle { get; }
    public SaslOptions Options { get; }
    public SaslContext Context { get; }

    public ISaslMechanism Mechanism(string name, SaslStreamState? stream = null) =>
        SaslMechanisms.Create(name, stream ?? SaslStreamState.Secure, Context);

    public async Task<SaslStep> PlainAsync(string message) =>
        await Mechanism("PLAIN").NextAsync(Encoding.UTF8.GetBytes(message), CancellationToken.None);

    public void Dispose() => Hashing.Dispose();

    public static string Text(SaslStep step) => step switch
    {
        SaslStep.Challenge challenge => Encoding.UTF8.GetString(challenge.Data),
        SaslStep.Success success => "success " + success.Account
            + (success.AdditionalData is { } data ? " " + Encoding.UTF8.GetString(data) : ""),
        SaslStep.Failure failure => failure.Reason.Condition,
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };
}
