using System.Net;
using System.Text;
using System.Xml.Linq;
using CsCheck;
using Xmpp.Server.Streams.Sasl;

namespace Xmpp.Tests.Streams.Sasl;

/// <summary>Whatever a client sends, it gets a challenge or a failure, never an exception and never a login.</summary>
public sealed class SaslHostileInputTests
{
    private static readonly string[] Names =
        ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-256-PLUS", "PLAIN"];

    // Pieces that get past the first checks, mixed with noise.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "n", "y", "p=tls-exporter", ",", ",,", "n=juliet", "n==2C", "a=", "a=juliet@capulet.example", "r=abcd",
            "r=abcdSERVER", "c=biws", "c=eSws", "p=AAAA", "m=1", "x=1", "=", "==", "\0", "juliet", "secret", "@", "/",
            "\u00a0", "\ud83d\ude00", "\u0130", "\ufb01", "\ud800", "\u202e", "\u0300"),
        Gen.String);

    private static readonly Gen<byte[]> Message = Gen.OneOf(
        Piece.Array[0, 8].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces))),
        Gen.Byte.Array[0, 64]);

    [Test, Spec("RFC 6120", "6.5")]
    public async Task Mechanisms_never_throw([ValueSource(nameof(Names))] string name)
    {
        using var sasl = new SaslFixture(new SaslOptions { Iterations = 1 }, freeFailures: 1_000_000);
        await Message.Array[1, 3].SampleAsync(async messages =>
        {
            var mechanism = sasl.Mechanism(name, SaslFixture.Bound);
            foreach (var message in messages)
            {
                var step = await mechanism.NextAsync(message, CancellationToken.None);
                Assert.That(step, Is.Not.InstanceOf<SaslStep.Success>());
                if (step is SaslStep.Failure)
                    break;
            }
        }, iter: 500, threads: 1);
    }

    [Test, Spec("RFC 6120", "6.5")]
    public async Task The_negotiation_never_throws_and_always_answers()
    {
        using var sasl = new SaslFixture(new SaslOptions { Iterations = 1, MaxFailures = 5 }, freeFailures: 1_000_000);
        var element = Gen.Select(
            Gen.OneOf("auth", "response", "abort", "success", "x"),
            Gen.OneOf("SCRAM-SHA-256", "PLAIN", "ANONYMOUS", "", "plain"),
            Gen.OneOf(Message.Select(Convert.ToBase64String), Gen.OneOf("=", "", "AAA", "A A=", "====")),
            (name, mechanism, text) => new XElement(
                SaslNames.Auth.Namespace + name, new XAttribute("mechanism", mechanism), text));
        await element.Array[1, 8].SampleAsync(async elements =>
        {
            var stream = new SaslNegotiation(SaslStreamState.Secure, sasl.Context, IPAddress.Loopback);
            foreach (var e in elements)
            {
                var reply = await stream.HandleAsync(e, CancellationToken.None);
                Assert.That(reply.Element is not null || reply.Error is not null);
                Assert.That(reply.Account, Is.Null);
                if (reply.Error is not null)
                    break;
            }
        }, iter: 300, threads: 1);
    }
}
