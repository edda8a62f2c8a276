using System.Net;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Streams.Sasl;

public sealed class SaslNegotiationTests
{
    private const string Good = "\0juliet\0secret";
    private const string Bad = "\0juliet\0wrong";

    private SaslFixture _sasl = null!;
    private SaslNegotiation _stream = null!;

    [SetUp]
    public void SetUp()
    {
        _sasl = new SaslFixture(freeFailures: 5);
        _stream = NewStream();
    }

    [TearDown]
    public void TearDown() => _sasl.Dispose();

    [TestCase("AGp1bGlldABzZWNyZXQ=", "success")]
    [TestCase("AGp1bGlldABzZWNyZXQ", "incorrect-encoding", TestName = "no padding")]
    [TestCase("AGp1bGlldABzZWNyZXR=", "incorrect-encoding", TestName = "padding bits not zero")]
    [TestCase("AGp1bGlldABz\nZWNyZXQ=", "incorrect-encoding", TestName = "line break")]
    [TestCase(" AGp1bGlldABzZWNyZXQ=", "incorrect-encoding", TestName = "space in front")]
    [TestCase("AGp1bGlldABzZWNyZXQ=AAAA", "incorrect-encoding", TestName = "goes on behind its padding")]
    [TestCase("AGp1bGll*ABzZWNyZXQ=", "incorrect-encoding", TestName = "not of the alphabet")]
    [TestCase("AGp1bGll-_BzZWNyZXQ=", "incorrect-encoding", TestName = "the URL alphabet")]
    [TestCase("==", "incorrect-encoding", TestName = "two equal signs")]
    [TestCase("====", "incorrect-encoding", TestName = "four equal signs")]
    [TestCase("=", "malformed-request", TestName = "empty initial response: PLAIN has no empty message")]
    [TestCase("", "challenge", TestName = "no initial response")]
    [Spec("RFC 6120", "6.3.5"), Spec("RFC 6120", "6.4.2"), Spec("RFC 6120", "6.5.5")]
    public async Task Base_64_of_the_initial_response(string text, string expected)
    {
        var reply = await _stream.HandleAsync(AuthRaw("PLAIN", text), CancellationToken.None);
        Assert.That(Kind(reply), Is.EqualTo(expected));
    }

    [TestCase("=", "malformed-request")]
    [TestCase("", "malformed-request")]
    [TestCase("Yml3cw", "incorrect-encoding")]
    [TestCase("Y ml3cw==", "incorrect-encoding")]
    public async Task Base_64_of_a_response(string text, string expected)
    {
        await _stream.HandleAsync(Auth("SCRAM-SHA-256", "n,,n=juliet,r=abcd"), CancellationToken.None);
        var reply = await _stream.HandleAsync(new XElement(SaslNames.Response, text), CancellationToken.None);
        Assert.That(Kind(reply), Is.EqualTo(expected));
    }

    [Test, Spec("RFC 6120", "6.4.6")]
    public async Task SCRAM_from_auth_to_success()
    {
        var client = new ScramClient(ScramHash.Sha256, "secret");
        var challenge = await _stream.HandleAsync(
            Auth("SCRAM-SHA-256", client.Gs2Header + client.Bare), CancellationToken.None);
        Assert.That(challenge.Element!.Name, Is.EqualTo(SaslNames.Challenge));
        Assert.That(challenge.ClaimedName, Is.EqualTo("juliet"));
        var final = client.Final(
            new SaslStep.Challenge(Convert.FromBase64String(challenge.Element.Value)), out var signature);
        var success = await _stream.HandleAsync(Response(final), CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(success.Element!.Name, Is.EqualTo(SaslNames.Success));
            Assert.That(Decode(success), Is.EqualTo("v=" + signature));
            Assert.That(success.Account?.ToString(), Is.EqualTo("juliet@capulet.example"));
            Assert.That(success.Mechanism, Is.EqualTo("SCRAM-SHA-256"));
            Assert.That(success.Error, Is.Null);
        });
    }

    [Test, Case("AUTH-05"), Spec("RFC 6120", "6.4.4")]
    public async Task After_an_abort_the_old_handshake_is_dead_and_a_new_one_works()
    {
        var client = new ScramClient(ScramHash.Sha256, "secret");
        var challenge = await _stream.HandleAsync(
            Auth("SCRAM-SHA-256", client.Gs2Header + client.Bare), CancellationToken.None);
        var final = client.Final(
            new SaslStep.Challenge(Convert.FromBase64String(challenge.Element!.Value)), out _);

        var aborted = await _stream.HandleAsync(new XElement(SaslNames.Abort), CancellationToken.None);
        Assert.That(Kind(aborted), Is.EqualTo("aborted"));
        Assert.That(Kind(await _stream.HandleAsync(Response(final), CancellationToken.None)),
            Is.EqualTo("malformed-request"));
        Assert.That(Kind(await _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None)), Is.EqualTo("success"));
    }

    [Test, Case("AUTH-05"), Spec("RFC 6120", "6.4.2")]
    public async Task A_second_auth_discards_the_first()
    {
        var client = new ScramClient(ScramHash.Sha256, "secret");
        var first = await _stream.HandleAsync(
            Auth("SCRAM-SHA-256", client.Gs2Header + client.Bare), CancellationToken.None);
        var final = client.Final(new SaslStep.Challenge(Convert.FromBase64String(first.Element!.Value)), out _);
        var second = await _stream.HandleAsync(
            Auth("SCRAM-SHA-256", client.Gs2Header + client.Bare), CancellationToken.None);
        Assert.That(second.Element!.Name, Is.EqualTo(SaslNames.Challenge));
        Assert.That(Kind(await _stream.HandleAsync(Response(final), CancellationToken.None)),
            Is.EqualTo("not-authorized"));
    }

    [Test, Case("AUTH-05")]
    public async Task A_response_without_handshake_never_succeeds()
    {
        Assert.That(Kind(await _stream.HandleAsync(Response(Good), CancellationToken.None)),
            Is.EqualTo("malformed-request"));
        Assert.That(Kind(await _stream.HandleAsync(new XElement(SaslNames.Abort), CancellationToken.None)),
            Is.EqualTo("aborted"));
    }

    [Test, Case("AUTH-05")]
    public async Task After_success_comes_a_new_stream_or_the_end()
    {
        Assert.That(Kind(await _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None)), Is.EqualTo("success"));
        foreach (var element in new[] { Auth("PLAIN", Good), Response(""), new XElement(SaslNames.Abort) })
        {
            var reply = await _stream.HandleAsync(element, CancellationToken.None);
            Assert.That(reply.Error?.Condition, Is.EqualTo("not-authorized"));
            Assert.That(reply.Account, Is.Null);
        }
    }

    [TestCase("challenge")]
    [TestCase("success")]
    [TestCase("failure")]
    [TestCase("mechanisms")]
    [TestCase("anything")]
    [Spec("RFC 6120", "6.5.8")]
    public async Task Other_elements_of_the_namespace_are_malformed(string name)
    {
        var reply = await _stream.HandleAsync(
            new XElement(SaslNames.Auth.Namespace + name), CancellationToken.None);
        Assert.That(Kind(reply), Is.EqualTo("malformed-request"));
    }

    [Test, Spec("RFC 6120", "6.5.8")]
    public async Task Children_are_malformed()
    {
        var auth = Auth("PLAIN", Good);
        auth.Add(new XElement(SaslNames.Auth.Namespace + "x"));
        Assert.That(Kind(await _stream.HandleAsync(auth, CancellationToken.None)), Is.EqualTo("malformed-request"));
    }

    [TestCase(true, "PLAIN", "AGp1bGlldABzZWNyZXQ=", "encryption-required")]
    [TestCase(true, "ANONYMOUS", "", "invalid-mechanism")]
    [TestCase(true, null, "", "invalid-mechanism")]
    [TestCase(false, "ANONYMOUS", "", "invalid-mechanism")]
    [TestCase(false, "plain", "AGp1bGlldABzZWNyZXQ=", "invalid-mechanism")]
    [TestCase(false, "SCRAM-SHA-1-PLUS", "biwsbj1qdWxpZXQscj1hYmNk", "invalid-mechanism")]
    [Case("AUTH-02"), Case("AUTH-03")]
    public async Task A_mechanism_that_was_not_offered(bool clear, string? name, string text, string expected)
    {
        var stream = NewStream(clear ? SaslStreamState.Clear : null);
        Assert.That(Kind(await stream.HandleAsync(AuthRaw(name, text), CancellationToken.None)), Is.EqualTo(expected));
        Assert.That(_sasl.Credentials.Asked, Is.Empty, "nothing was checked");
    }

    [Test, Case("AUTH-06"), Spec("RFC 6120", "6.4.5")]
    public async Task Three_failures_then_the_stream_ends()
    {
        for (var i = 0; i < _sasl.Options.MaxFailures; i++)
        {
            var reply = await _stream.HandleAsync(Auth("PLAIN", Bad), CancellationToken.None);
            Assert.That(Kind(reply), Is.EqualTo("not-authorized"));
            Assert.That(reply.Error, Is.Null);
            Assert.That(reply.ClaimedName, Is.EqualTo("juliet"));
        }
        var last = await _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None);
        Assert.That(last.Error?.Condition, Is.EqualTo("policy-violation"));
        Assert.That(last.Account, Is.Null);
        Assert.That(last.Element, Is.Null);
    }

    [Test, Case("AUTH-06")]
    public async Task Known_and_unknown_accounts_get_the_same_bytes()
    {
        var known = await _stream.HandleAsync(Auth("PLAIN", Bad), CancellationToken.None);
        var unknown = await _stream.HandleAsync(Auth("PLAIN", "\0nobody\0wrong"), CancellationToken.None);
        Assert.That(unknown.Element!.ToString(), Is.EqualTo(known.Element!.ToString()));
    }

    [Test, Case("AUTH-05")]
    public async Task A_client_that_aborts_for_ever_is_sent_away()
    {
        for (var i = 0; i < _sasl.Options.MaxHandshakes; i++)
        {
            var reply = await _stream.HandleAsync(Auth("SCRAM-SHA-1", "n,,n=juliet,r=abcd"), CancellationToken.None);
            Assert.That(reply.Element!.Name, Is.EqualTo(SaslNames.Challenge));
            await _stream.HandleAsync(new XElement(SaslNames.Abort), CancellationToken.None);
        }
        var last = await _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None);
        Assert.That(last.Error?.Condition, Is.EqualTo("policy-violation"));
    }

    [Test, Case("AUTH-12"), Spec("RFC 6120", "6.5.11")]
    public async Task A_store_that_is_down_is_no_wrong_password_and_is_not_counted([Values] bool scram)
    {
        _sasl.Credentials.IsDown = true;
        for (var i = 0; i < 8; i++)
        {
            var auth = scram ? Auth("SCRAM-SHA-256", "n,,n=juliet,r=abcd") : Auth("PLAIN", Good);
            var reply = await _stream.HandleAsync(auth, CancellationToken.None);
            Assert.That(Kind(reply), Is.EqualTo("temporary-auth-failure"));
            Assert.That(reply.Fault, Is.Not.Null);
        }
        _sasl.Credentials.IsDown = false;
        Assert.That(_sasl.Throttle.PauseFor(_sasl.Credentials["juliet@capulet.example"].Jid), Is.EqualTo(TimeSpan.Zero));
        Assert.That(Kind(await _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None)), Is.EqualTo("success"));
    }

    [Test, Case("AUTH-12")]
    public async Task A_store_that_does_not_answer_is_given_up()
    {
        _sasl.Credentials.IsSilent = true;
        var waiting = _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        _sasl.Time.Advance(_sasl.Options.CredentialTimeout);
        Assert.That(Kind(await waiting), Is.EqualTo("temporary-auth-failure"));
    }

    [Test, Case("AUTH-06")]
    public async Task Failures_slow_the_next_attempt_on_that_account_on_any_stream()
    {
        // The first five cost nothing, the sixth is the first to leave a pause behind.
        for (var i = 0; i < 6; i++)
            await NewStream(address: $"192.0.2.{i}").HandleAsync(Auth("PLAIN", Bad), CancellationToken.None);
        var pause = _sasl.Throttle.PauseFor(_sasl.Credentials["juliet@capulet.example"].Jid);
        Assert.That(pause, Is.GreaterThan(TimeSpan.Zero));
        var asked = _sasl.Credentials.Asked.Count;

        var waiting = NewStream(address: "192.0.2.99").HandleAsync(Auth("PLAIN", Good), CancellationToken.None).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(_sasl.Credentials.Asked, Has.Count.EqualTo(asked), "no work before the pause is over");
        _sasl.Time.Advance(pause);
        Assert.That(Kind(await waiting), Is.EqualTo("success"));
        Assert.That(
            _sasl.Throttle.PauseFor(_sasl.Credentials["juliet@capulet.example"].Jid), Is.EqualTo(TimeSpan.Zero));
    }

    /// <summary>Exchanges that are opened before any has failed: from the seventh on they wait like those that come after.</summary>
    [Test, Case("AUTH-06")]
    public async Task Guesses_at_the_same_time_wait_as_one_after_the_other()
    {
        var streams = Enumerable.Range(0, 8).Select(i => NewStream(address: $"192.0.2.{i}")).ToList();
        var replies = streams.ConvertAll(s => s.HandleAsync(Auth("SCRAM-SHA-256", "n,,n=juliet,r=abcd"), CancellationToken.None).AsTask());
        Assert.That(replies.Select(reply => reply.IsCompleted), Is.EqualTo((bool[])[true, true, true, true, true, true, false, false]));
        _sasl.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(replies);
        foreach (var stream in streams) // given up: nothing was learnt
            await stream.HandleAsync(new XElement(SaslNames.Abort), CancellationToken.None);
        var account = _sasl.Credentials["juliet@capulet.example"].Jid;
        Assert.That(_sasl.Throttle.PauseFor(account), Is.EqualTo(TimeSpan.Zero));
    }

    [Test, Case("AUTH-06")]
    public async Task An_address_with_many_failures_is_refused_before_anything_is_checked()
    {
        for (var i = 0; i < 60; i++)
            _sasl.Throttle.Failed(null, IPAddress.Parse("192.0.2.1"));
        var reply = await _stream.HandleAsync(Auth("PLAIN", Good), CancellationToken.None);
        Assert.That(Kind(reply), Is.EqualTo("temporary-auth-failure"));
        Assert.That(reply.Error?.Condition, Is.EqualTo("policy-violation"));
        Assert.That(_sasl.Credentials.Asked, Is.Empty);
        var other = await NewStream(address: "192.0.2.2").HandleAsync(Auth("PLAIN", Good), CancellationToken.None);
        Assert.That(Kind(other), Is.EqualTo("success"));
    }

    private SaslNegotiation NewStream(SaslStreamState? stream = null, string address = "192.0.2.1") =>
        new(stream ?? SaslStreamState.Secure, _sasl.Context, IPAddress.Parse(address));

    private static XElement Auth(string mechanism, string text) =>
        AuthRaw(mechanism, Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    private static XElement AuthRaw(string? mechanism, string text) =>
        new(SaslNames.Auth, mechanism is null ? null : new XAttribute("mechanism", mechanism), text);

    private static XElement Response(string text) =>
        new(SaslNames.Response, Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    private static string Decode(SaslReply reply) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(reply.Element!.Value));

    private static string Kind(SaslReply reply)
    {
        Assert.That(reply.Element, Is.Not.Null);
        if (reply.Element!.Name != SaslNames.Failure)
            return reply.Element.Name.LocalName;
        var condition = reply.Element.Elements().Single();
        Assert.That(condition.Name.Namespace, Is.EqualTo(SaslNames.Failure.Namespace));
        Assert.That(reply.Failure?.Condition, Is.EqualTo(condition.Name.LocalName));
        Assert.That(reply.Account, Is.Null);
        return condition.Name.LocalName;
    }
}
