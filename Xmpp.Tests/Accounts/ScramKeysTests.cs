using System.Text;
using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Accounts;

public sealed class ScramKeysTests
{
    // The examples of RFC 5802 §5 and RFC 7677 §3; user "user", password "pencil".
    private static readonly object[] Examples =
    [
        new object[]
        {
            ScramHash.Sha1, "QSXCR+Q6sek8bf92",
            "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
            + "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096,"
            + "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
            "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        },
        new object[]
        {
            ScramHash.Sha256, "W22ZaJ0SNY7soEsUEjb6gQ==",
            "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        },
    ];

    [Spec("RFC 5802", "3"), Spec("RFC 7677", "3")]
    [TestCaseSource(nameof(Examples))]
    public void The_examples_of_the_RFCs(ScramHash hash, string salt, string authMessage, string proof, string signature)
    {
        var credential = ScramKeys.Derive(hash, "pencil", Convert.FromBase64String(salt), 4096);
        var message = Encoding.UTF8.GetBytes(authMessage);
        var sent = Convert.FromBase64String(proof);

        Assert.That(ScramKeys.VerifyProof(credential, message, sent), Is.True);
        Assert.That(Convert.ToBase64String(ScramKeys.ServerSignature(credential, message)), Is.EqualTo(signature));
        Assert.That(ScramKeys.VerifyProof(credential, message, sent.AsSpan()[..^1]), Is.False);
        Assert.That(ScramKeys.VerifyProof(credential, message, [.. sent, 0]), Is.False);
        sent[0] ^= 1;
        Assert.That(ScramKeys.VerifyProof(credential, message, sent), Is.False);
    }

    [TestCase(ScramHash.Sha1, 20), TestCase(ScramHash.Sha256, 32), TestCase(ScramHash.Sha512, 64)]
    public void A_credential_has_a_salt_of_its_own_and_keys_of_the_hash_length(ScramHash hash, int length)
    {
        Assert.That(ScramKeys.TryCreate(hash, "pencil", 4096, out var one), Is.True);
        Assert.That(ScramKeys.TryCreate(hash, "pencil", 4096, out var two), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(one!.Salt, Has.Length.EqualTo(ScramKeys.SaltLength).And.Not.EqualTo(two!.Salt));
            Assert.That(one.StoredKey, Has.Length.EqualTo(length).And.Not.EqualTo(two.StoredKey));
            Assert.That(one.ServerKey, Has.Length.EqualTo(length));
            Assert.That(one.Iterations, Is.EqualTo(4096));
            Assert.That(ScramKeys.Length(hash), Is.EqualTo(length));
        });
    }

    [TestCase("pencil", true)]
    [TestCase("Pencil", false)]
    [TestCase("pencil ", false)]
    [TestCase("", false)]
    [TestCase("a\u0007b", false)]
    public void A_password_matches_its_credential_only(string password, bool matches)
    {
        Assert.That(ScramKeys.TryCreate(ScramHash.Sha256, "pencil", 4096, out var credential), Is.True);
        Assert.That(ScramKeys.Matches(credential!, password), Is.EqualTo(matches));
    }

    [TestCase("")]
    [TestCase("a\u0007b")]
    [TestCase("a\0b")]
    [TestCase("a\u200eb")]
    [TestCase("\u0627\u0031")]
    [TestCase("\u00ad")]
    [TestCase("\U0001F40E")] // RFC 5802 §2.2: unassigned in Unicode 3.2, so no stored string
    [Case("AUTH-11")]
    public void What_cannot_be_prepared_is_no_password(string password) =>
        Assert.That(ScramKeys.TryCreate(ScramHash.Sha256, password, 4096, out _), Is.False);

    // An attribute cannot carry a lone surrogate.
    [Test, Case("AUTH-11")]
    public void A_lone_surrogate_is_no_password() =>
        Assert.That(ScramKeys.TryCreate(ScramHash.Sha256, "a\ud800", 4096, out _), Is.False);

    // An empty prepared password must not match an account whose keys were made of nothing.
    [Test, Spec("RFC 4616", "2")]
    public void An_unusable_password_matches_nothing_even_keys_of_the_empty_string()
    {
        var empty = ScramKeys.Derive(ScramHash.Sha256, "", new byte[16], 4096);
        Assert.That(ScramKeys.Matches(empty, ""), Is.False);
        Assert.That(ScramKeys.Matches(empty, "\u0007"), Is.False);
    }

    // RFC 4013 §2.1, §2.2: the no-break space is a space, the ligature is two letters.
    [TestCase("a\u00a0b", "a b")]
    [TestCase("\ufb01n", "fin")]
    [TestCase("\u00bd", "1\u20442")]
    [TestCase("I\u00adX", "IX")]
    [TestCase("\u2168", "IX")]
    [Case("AUTH-11")]
    public void Equivalent_spellings_are_one_password(string set, string typed)
    {
        Assert.That(ScramKeys.TryCreate(ScramHash.Sha1, set, 4096, out var credential), Is.True);
        Assert.That(ScramKeys.Matches(credential!, typed), Is.True);
        Assert.That(ScramKeys.TryCreate(ScramHash.Sha1, typed, 4096, out credential), Is.True);
        Assert.That(ScramKeys.Matches(credential!, set), Is.True);
    }
}
