using Xmpp.Server.Streams.Sasl;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Streams.Sasl;

public sealed class SaslMechanismsTests
{
    private const string Scrams = "SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1";
    private const string Plus = "SCRAM-SHA-512-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS";

    private static readonly string?[] AllNames =
    [
        "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS", "PLAIN", "ANONYMOUS", "EXTERNAL", "DIGEST-MD5", "CRAM-MD5", "LOGIN", "plain", "Plain",
        "SCRAM-SHA-256 ", "SCRAM-SHA-256-PLUS-PLUS", "SCRAM-MD5", "", null,
    ];

    [TestCase("clear", true, true, false, "")]
    [TestCase("clear", false, true, false, Scrams)]
    [TestCase("clear", false, true, true, Scrams + " ANONYMOUS")]
    [TestCase("tls", true, true, false, Scrams + " PLAIN")]
    [TestCase("tls", true, false, false, Scrams)]
    [TestCase("tls", true, true, true, Scrams + " PLAIN ANONYMOUS")]
    [TestCase("bound", true, true, false, Plus + " " + Scrams + " PLAIN")]
    [TestCase("bound", true, true, true, Plus + " " + Scrams + " PLAIN ANONYMOUS")]
    [TestCase("bound in clear", false, true, false, Scrams)]
    [Spec("RFC 6120", "6.3.3"), Spec("RFC 6120", "6.3.4"), Spec("RFC 5802", "6"), Case("AUTH-02"), Case("AUTH-10")]
    public void What_is_offered_strongest_first(
        string stream, bool requireTls, bool plain, bool anonymous, string expected)
    {
        var options = new SaslOptions { RequireTls = requireTls, Plain = plain, Anonymous = anonymous };
        Assert.That(string.Join(' ', SaslMechanisms.Offered(State(stream), options)), Is.EqualTo(expected));
    }

    // The set that is accepted is the set that is offered, in every state.
    [Test, Case("AUTH-03"), Spec("RFC 6120", "6.5.7")]
    public void What_is_accepted_is_what_is_offered(
        [Values("clear", "tls", "bound", "bound in clear")] string stream,
        [Values] bool requireTls,
        [Values] bool plain,
        [Values] bool anonymous)
    {
        var options = new SaslOptions { RequireTls = requireTls, Plain = plain, Anonymous = anonymous };
        var offered = SaslMechanisms.Offered(State(stream), options);
        using var sasl = new SaslFixture(options);
        foreach (var name in AllNames)
        {
            var refusal = SaslMechanisms.Check(name, State(stream), options);
            Assert.That(refusal is null, Is.EqualTo(name is not null && offered.Contains(name)), name);
            if (refusal is null)
                Assert.That(sasl.Mechanism(name!, State(stream)).Name, Is.EqualTo(name));
            else
                Assert.That(() => refusal.Condition, Is.AnyOf("invalid-mechanism", "encryption-required"), name);
        }
    }

    [TestCase("ANONYMOUS", "tls", "invalid-mechanism")]
    [TestCase("SCRAM-SHA-1-PLUS", "clear", "invalid-mechanism")]
    [TestCase("SCRAM-SHA-1-PLUS", "tls", "invalid-mechanism")]
    [TestCase("plain", "tls", "invalid-mechanism")]
    [TestCase(null, "tls", "invalid-mechanism")]
    [TestCase("PLAIN", "clear", "encryption-required")]
    [TestCase("SCRAM-SHA-256", "clear", "encryption-required")]
    [TestCase("DIGEST-MD5", "clear", "invalid-mechanism")]
    [Case("AUTH-02"), Case("AUTH-03")]
    public void The_answer_to_a_mechanism_that_is_not_offered(string? name, string stream, string expected) =>
        Assert.That(
            SaslMechanisms.Check(name, State(stream), new SaslOptions())?.Condition, Is.EqualTo(expected));

    [Test, Spec("RFC 6120", "13.8.3")]
    public void PLAIN_is_never_offered_in_clear_whatever_is_set() =>
        Assert.That(
            SaslMechanisms.Check("PLAIN", SaslStreamState.Clear, new SaslOptions { RequireTls = false })?.Condition,
            Is.EqualTo("encryption-required"));

    [Test]
    public void A_host_may_leave_hashes_out() =>
        Assert.That(
            SaslMechanisms.Offered(State("bound"), new SaslOptions { Scram = [ScramHash.Sha256], Plain = false }),
            Is.EqualTo(new[] { "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256" }));

    [Test, Spec("XEP-0440", "2"), Spec("RFC 6120", "6.4.1")]
    public void The_features()
    {
        Assert.That(SaslMechanisms.Features(State("clear"), new SaslOptions()), Is.Empty);
        var tls = SaslMechanisms.Features(State("tls"), new SaslOptions { Scram = [ScramHash.Sha1] }).Single();
        Assert.That(tls.ToString(System.Xml.Linq.SaveOptions.DisableFormatting), Is.EqualTo(
            "<mechanisms xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\">"
            + "<mechanism>SCRAM-SHA-1</mechanism><mechanism>PLAIN</mechanism></mechanisms>"));
        var bound = SaslMechanisms.Features(State("bound"), new SaslOptions()).ToList();
        Assert.That(bound[^1].ToString(System.Xml.Linq.SaveOptions.DisableFormatting), Is.EqualTo(
            "<sasl-channel-binding xmlns=\"urn:xmpp:sasl-cb:0\"><channel-binding type=\"tls-exporter\" />"
            + "<channel-binding type=\"tls-server-end-point\" /></sasl-channel-binding>"));
        Assert.That(bound[0].Name, Is.EqualTo(SaslNames.Mechanisms));
        Assert.That(
            SaslMechanisms.Features(State("bound"), new SaslOptions { Scram = [] }).Select(e => e.Name),
            Is.EqualTo(new[] { SaslNames.Mechanisms }), "types without a mechanism that uses them");
    }

    private static SaslStreamState State(string name) => name switch
    {
        "clear" => SaslStreamState.Clear,
        "tls" => SaslStreamState.Secure,
        "bound" => SaslFixture.Bound,
        _ => SaslFixture.Bound with { IsSecure = false },
    };
}
