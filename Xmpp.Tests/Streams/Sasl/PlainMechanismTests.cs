using System.Text;
using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;
using static Xmpp.Tests.Streams.Sasl.SaslFixture;

namespace Xmpp.Tests.Streams.Sasl;

public sealed class PlainMechanismTests
{
    [TestCase("\0juliet\0secret", "success juliet@capulet.example")]
    [TestCase("juliet@capulet.example\0juliet\0secret", "success juliet@capulet.example")]
    [TestCase("nurse@capulet.example\0juliet\0secret", "invalid-authzid")]
    [TestCase("juliet@capulet.example/r1\0juliet\0secret", "invalid-authzid")]
    [TestCase("juliet@montague.example\0juliet\0secret", "invalid-authzid")]
    [TestCase("juliet\0juliet\0secret", "invalid-authzid")]
    [TestCase("\0juliet\0wrong", "not-authorized")]
    [TestCase("\0juliet\0secret ", "not-authorized")]
    [TestCase("\0nobody\0secret", "not-authorized")]
    [TestCase("\0juliet\0", "malformed-request")]
    [TestCase("\0\0secret", "malformed-request")]
    [TestCase("\0\0", "malformed-request")]
    [TestCase("", "malformed-request")]
    [TestCase("juliet", "malformed-request")]
    [TestCase("juliet\0secret", "malformed-request")]
    [TestCase("\0juliet\0secret\0", "malformed-request")]
    [TestCase("\0\0juliet\0secret", "malformed-request")]
    [TestCase("\0juliet\0sec\0ret", "malformed-request")]
    [Spec("RFC 4616", "2"), Case("AUTH-07")]
    public async Task The_message(string message, string expected)
    {
        using var sasl = new SaslFixture();
        Assert.That(Text(await sasl.PlainAsync(message)), Is.EqualTo(expected));
    }

    [Test, Spec("RFC 4616", "2")]
    public async Task Parts_of_255_octets_are_accepted_and_what_is_no_UTF8_is_not()
    {
        using var sasl = new SaslFixture();
        var name = new string('j', 255);
        var password = string.Concat(Enumerable.Repeat("€", 85));
        sasl.Credentials.Add($"{name}@capulet.example", password);
        Assert.That(Text(await sasl.PlainAsync($"\0{name}\0{password}")), Does.StartWith("success"));
        foreach (var bad in new byte[][] { [0, .. "juliet"u8, 0, 0xFF], [0, 0xC0, 0x80, 0, 65], [0xFE, 0, 65, 0, 65] })
        {
            var step = await sasl.Mechanism("PLAIN").NextAsync(bad, CancellationToken.None);
            Assert.That(Text(step), Is.EqualTo("malformed-request"));
        }
    }

    [Test, Spec("RFC 6120", "6.4.2")]
    public async Task Without_initial_response_the_server_asks_with_an_empty_challenge()
    {
        using var sasl = new SaslFixture();
        var mechanism = sasl.Mechanism("PLAIN");
        Assert.That(Text(await mechanism.NextAsync(null, CancellationToken.None)), Is.Empty);
        var step = await mechanism.NextAsync("\0juliet\0secret"u8.ToArray(), CancellationToken.None);
        Assert.That(Text(step), Does.StartWith("success"));
    }

    [TestCase("a\u00a0b", "a b")]
    [TestCase("a b", "a\u00a0b")]
    [TestCase("\ufb01n", "fin")]
    [Case("AUTH-11"), Spec("RFC 4616", "2")]
    public async Task Equivalent_passwords(string set, string typed)
    {
        using var sasl = new SaslFixture();
        sasl.Credentials.Add("nurse@capulet.example", set);
        Assert.That(Text(await sasl.PlainAsync($"\0nurse\0{typed}")), Does.StartWith("success"));
    }

    [Test, Spec("RFC 6120", "6.5.2")]
    public async Task A_disabled_account_is_named_so_to_its_owner_only()
    {
        using var sasl = new SaslFixture();
        sasl.Credentials.Add("tybalt@capulet.example", "secret", isDisabled: true);
        Assert.That(Text(await sasl.PlainAsync("\0tybalt\0secret")), Is.EqualTo("account-disabled"));
        Assert.That(Text(await sasl.PlainAsync("\0tybalt\0guess")), Is.EqualTo("not-authorized"));
    }

    [Test]
    public async Task A_login_adds_the_keys_that_the_account_lacks()
    {
        using var sasl = new SaslFixture();
        sasl.Credentials.Add("nurse@capulet.example", "secret", hashes: ScramHash.Sha1);
        Assert.That(Text(await sasl.PlainAsync("\0nurse\0wrong")), Is.EqualTo("not-authorized"));
        Assert.That(sasl.Credentials["nurse@capulet.example"].Credentials, Has.Length.EqualTo(1));
        Assert.That(Text(await sasl.PlainAsync("\0nurse\0secret")), Does.StartWith("success"));

        var keys = sasl.Credentials["nurse@capulet.example"].Credentials;
        Assert.That(keys.Select(k => k.Hash), Is.EquivalentTo(ScramKeys.AllHashes));
        Assert.That(keys.All(k => ScramKeys.Matches(k, "secret")), Is.True);
        foreach (var name in new[] { "SCRAM-SHA-256", "SCRAM-SHA-512" })
        {
            var client = new ScramClient(
                name.EndsWith("256", StringComparison.Ordinal) ? ScramHash.Sha256 : ScramHash.Sha512, "secret")
            {
                Bare = "n=nurse,r=abcd",
            };
            Assert.That(Text(await client.RunAsync(sasl.Mechanism(name))), Does.StartWith("success"));
        }
    }

    [Test, Case("ABU-09")]
    public async Task Too_much_to_do_is_a_temporary_failure_not_a_wrong_password()
    {
        using var sasl = new SaslFixture();
        using var gate = new ManualResetEventSlim();
        var busy = Enumerable.Range(0, 16)
            .Select(_ => sasl.Hashing.RunAsync(gate.Wait, CancellationToken.None).AsTask()).ToArray();
        Assert.That(Text(await sasl.PlainAsync("\0juliet\0secret")), Is.EqualTo("temporary-auth-failure"));
        gate.Set();
        Assert.That(await Task.WhenAll(busy), Has.All.True);
        Assert.That(Text(await sasl.PlainAsync("\0juliet\0secret")), Does.StartWith("success"));
    }

    // Not by the clock: both answers come from the same number of derivations.
    [Test, Case("AUTH-06")]
    public async Task An_unknown_account_costs_one_derivation_like_a_known_one()
    {
        using var sasl = new SaslFixture();
        var unknown = sasl.Context.Unknown.For(Xmpp.Stanzas.Jids.Jid.Parse("nobody@capulet.example"), ScramHash.Sha512);
        var known = sasl.Credentials["juliet@capulet.example"].Credentials.Single(c => c.Hash == ScramHash.Sha512);
        Assert.That(unknown.Iterations, Is.EqualTo(known.Iterations));
        Assert.That(unknown.Salt, Has.Length.EqualTo(known.Salt.Length));
        Assert.That(unknown.StoredKey, Has.Length.EqualTo(known.StoredKey.Length));
        Assert.That(unknown.ServerKey, Has.Length.EqualTo(known.ServerKey.Length));
        var answers = new List<string>();
        foreach (var name in new[] { "nobody", "juliet" })
            answers.Add(Text(await sasl.PlainAsync($"\0{name}\0guess")));
        Assert.That(answers, Is.EqualTo(new[] { "not-authorized", "not-authorized" }));
        Assert.That(Encoding.UTF8.GetByteCount(answers[0]), Is.EqualTo(Encoding.UTF8.GetByteCount(answers[1])));

        // And it is done: where no derivation is to be had, neither gets an answer.
        using var gate = new ManualResetEventSlim();
        var busy = Enumerable.Range(0, 16)
            .Select(_ => sasl.Hashing.RunAsync(gate.Wait, CancellationToken.None).AsTask()).ToArray();
        foreach (var name in new[] { "nobody", "juliet" })
            Assert.That(Text(await sasl.PlainAsync($"\0{name}\0guess")), Is.EqualTo("temporary-auth-failure"), name);
        gate.Set();
        await Task.WhenAll(busy);
    }
}
