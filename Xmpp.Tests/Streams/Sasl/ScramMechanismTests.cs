using System.Text;
using Xmpp.Server.Accounts;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using static Xmpp.Tests.Streams.Sasl.SaslFixture;

namespace Xmpp.Tests.Streams.Sasl;

public sealed class ScramMechanismTests
{
    private static readonly string[] Names = ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"];

    [Test, Spec("RFC 5802", "5")]
    public Task The_example_of_RFC_5802() => ExampleAsync(
        ScramHash.Sha1, "SCRAM-SHA-1", "QSXCR+Q6sek8bf92", "3rfcNHYJY1ZVvWVs7j",
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");

    [Test, Spec("RFC 7677", "3")]
    public Task The_example_of_RFC_7677() => ExampleAsync(
        ScramHash.Sha256, "SCRAM-SHA-256", "W22ZaJ0SNY7soEsUEjb6gQ==", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    private static async Task ExampleAsync(
        ScramHash hash, string name, string salt, string nonce, string first, string serverFirst, string final, string v)
    {
        using var sasl = new SaslFixture(host: "example.com", nonce: () => nonce);
        sasl.Credentials.Add(
            "user@example.com", false, ScramKeys.Derive(hash, "pencil", Convert.FromBase64String(salt), 4096));
        var mechanism = sasl.Mechanism(name);

        var challenge = await mechanism.NextAsync(Encoding.UTF8.GetBytes(first), CancellationToken.None);
        Assert.That(Text(challenge), Is.EqualTo(serverFirst));
        var outcome = await mechanism.NextAsync(Encoding.UTF8.GetBytes(final), CancellationToken.None);
        Assert.That(Text(outcome), Is.EqualTo($"success user@example.com {v}"));
    }

    [TestCaseSource(nameof(Names))]
    [Spec("RFC 5802", "5")]
    public async Task The_right_password_logs_in_and_a_wrong_one_does_not(string name)
    {
        using var sasl = new SaslFixture();
        var right = await Client(name, "secret").RunAsync(sasl.Mechanism(name));
        Assert.That(Text(right), Does.StartWith("success juliet@capulet.example v="));
        var wrong = await Client(name, "Secret").RunAsync(sasl.Mechanism(name));
        Assert.That(Text(wrong), Is.EqualTo("not-authorized"));
    }

    [TestCaseSource(nameof(Names))]
    [Spec("RFC 6120", "6.4.2")]
    public async Task Without_initial_response_the_server_asks_with_an_empty_challenge(string name)
    {
        using var sasl = new SaslFixture();
        var mechanism = sasl.Mechanism(name);
        Assert.That(Text(await mechanism.NextAsync(null, CancellationToken.None)), Is.Empty);
        Assert.That(Text(await Client(name, "secret").RunAsync(mechanism)), Does.StartWith("success "));
    }

    // The grammar of RFC 5802 §7 and the rules of §5.1.
    [TestCase("n,,n=juliet,r=abcd", true)]
    [TestCase("y,,n=juliet,r=abcd", true)]
    [TestCase("n,a=juliet@capulet.example,n=juliet,r=abcd", true)]
    [TestCase("n,,n=juliet,r=abcd,x=anything=and more", true)]
    [TestCase("n,,n=juliet,r=abcd,X=1,z=2", true)]
    [TestCase("n,,n=juliet,r=!\"#$%&'()*+-./:;<=>?@[]^_`{|}~", true)]
    [TestCase("", "malformed-request")]
    [TestCase("n", "malformed-request")]
    [TestCase("n,", "malformed-request")]
    [TestCase("n,,", "malformed-request")]
    [TestCase("N,,n=juliet,r=abcd", "malformed-request")]
    [TestCase("x,,n=juliet,r=abcd", "malformed-request")]
    [TestCase("n=,,n=juliet,r=abcd", "malformed-request")]
    [TestCase(",,n=juliet,r=abcd", "malformed-request")]
    [TestCase("F,n,,n=juliet,r=abcd", "malformed-request")]
    [TestCase("p,,n=juliet,r=abcd", "malformed-request")]
    [TestCase("p=,,n=juliet,r=abcd", "malformed-request")]
    [TestCase("p=tls unique,,n=juliet,r=abcd", "malformed-request")]
    [TestCase("n,n=juliet,r=abcd", "malformed-request")]
    [TestCase("n,x=1,n=juliet,r=abcd", "malformed-request")]
    [TestCase("n,a=,n=juliet,r=abcd", "malformed-request")]
    [TestCase("n,a=ju=liet,n=juliet,r=abcd", "malformed-request")]
    [TestCase("n,,r=abcd,n=juliet", "malformed-request")]
    [TestCase("n,,n=juliet", "malformed-request")]
    [TestCase("n,,r=abcd", "malformed-request")]
    [TestCase("n,,n=,r=abcd", "malformed-request")]
    [TestCase("n,,n=juliet,r=", "malformed-request")]
    [TestCase("n,,N=juliet,R=abcd", "malformed-request")]
    [TestCase("n,,n=juliet,r=ab cd", "malformed-request")]
    [TestCase("n,,n=juliet,r=ab\u00e9cd", "malformed-request")]
    [TestCase("n,,n=juliet,r=ab\u007fcd", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,x", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,x=", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,1=1", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,xy=1", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,r=efgh", "malformed-request")]
    [TestCase("n,,n=juliet,r=abcd,n=nurse", "malformed-request")]
    [TestCase("n,,n=juliet,,r=abcd", "malformed-request")]
    [TestCase("n,,n=ju=liet,r=abcd", "malformed-request")]
    [TestCase("n,,n==41,r=abcd", "malformed-request")]
    [TestCase("n,,n=juliet=,r=abcd", "malformed-request")]
    [TestCase("n,,n=juliet=2,r=abcd", "malformed-request")]
    [TestCase("n,,n=juliet=2c,r=abcd", "malformed-request")]
    [TestCase("n,,n=ju\0liet,r=abcd", "malformed-request")]
    [TestCase("n,,m=1,n=juliet,r=abcd", "not-authorized")]
    [TestCase("n,,n=juliet,r=abcd,m=1", "not-authorized")]
    [TestCase("n,a=nurse@capulet.example,n=juliet,r=abcd", "invalid-authzid")]
    [TestCase("p=tls-exporter,,n=juliet,r=abcd", "not-authorized")]
    [Spec("RFC 5802", "7"), Case("AUTH-08"), Case("AUTH-11")]
    public async Task The_first_message(string message, object expected)
    {
        using var sasl = new SaslFixture();
        var step = await sasl.Mechanism("SCRAM-SHA-256")
            .NextAsync(Encoding.UTF8.GetBytes(message), CancellationToken.None);
        if (expected is true)
            Assert.That(step, Is.InstanceOf<SaslStep.Challenge>());
        else
            Assert.That(Text(step), Is.EqualTo(expected));
    }

    [Test, Spec("RFC 5802", "7")]
    public async Task A_first_message_that_is_no_UTF8_is_malformed()
    {
        using var sasl = new SaslFixture();
        foreach (var bad in new byte[][] { [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80] })
        {
            var step = await sasl.Mechanism("SCRAM-SHA-1")
                .NextAsync([.. "n,,n="u8, .. bad, .. ",r=abcd"u8], CancellationToken.None);
            Assert.That(Text(step), Is.EqualTo("malformed-request"));
        }
    }

    private static readonly TestCaseData[] Finals =
    [
        new(Change(Unchanged), "success") { TestName = "as it should be" },
        new(Change(t => t.Replace("c=biws", "c=eSws")), "not-authorized") { TestName = "header was n, c= says y" },
        new(Change(t => t.Replace("c=biws", "c=biwseA==")), "not-authorized") { TestName = "data without binding" },
        new(Change(t => t.Replace("c=biws", "c=")), "malformed-request") { TestName = "empty c=" },
        new(Change(t => t.Replace("c=biws", "c=b iws")), "malformed-request") { TestName = "space in c=" },
        new(Change(t => t.Replace("c=biws", "c=biw")), "malformed-request") { TestName = "c= is no base 64" },
        new(Change(t => t[..^1]), "not-authorized") { TestName = "nonce shorter by one" },
        new(Change(t => t + "0"), "not-authorized") { TestName = "nonce longer by one" },
        new(Change(t => t[..^1] + "9"), "not-authorized") { TestName = "nonce changed at the end" },
        new(Change(t => "c=biws,r=abcd"), "not-authorized") { TestName = "the client's nonce only" },
        new(Change(t => "c=biws,r=abc"), "not-authorized") { TestName = "less than the client's nonce" },
        new(Change(t => "c=biws,r="), "malformed-request") { TestName = "empty nonce" },
        new(Change(t => t.Replace(",r=", ",m=1,r=")), "not-authorized") { TestName = "m= before the nonce" },
        new(Change(t => t + ",m=1"), "not-authorized") { TestName = "m= behind the nonce" },
        new(Change(t => string.Join(',', t.Split(',').Reverse())), "malformed-request") { TestName = "r before c" },
        new(Change(t => "x=1," + t), "malformed-request") { TestName = "extension in front" },
        new(Change(t => t + ",x=1,y=2"), "success") { TestName = "unknown optional attributes" },
        new(Change(t => t + ",x="), "malformed-request") { TestName = "extension without value" },
        new(Change(t => t + ",p=AAAA"), "malformed-request") { TestName = "two proofs" },
        new(Change(t => t + ",c=biws"), "malformed-request") { TestName = "c twice" },
    ];

    [TestCaseSource(nameof(Finals))]
    [Spec("RFC 5802", "5.1"), Case("AUTH-08")]
    public async Task The_final_message_properly_signed(Func<string, string> change, string expected)
    {
        using var sasl = new SaslFixture();
        var client = Client("SCRAM-SHA-256", "secret") with { ChangeWithoutProof = change };
        var outcome = Text(await client.RunAsync(sasl.Mechanism("SCRAM-SHA-256")));
        Assert.That(outcome.Split(' ')[0], Is.EqualTo(expected));
    }

    private static readonly TestCaseData[] Tampered =
    [
        new(Change(t => ""), "malformed-request") { TestName = "empty" },
        new(Change(t => t[..t.IndexOf(",p=", StringComparison.Ordinal)]), "malformed-request") { TestName = "no proof" },
        new(Change(t => t[..^4] + "AAA="), "not-authorized") { TestName = "proof changed" },
        new(Change(t => t[..^4]), "not-authorized") { TestName = "proof shorter" },
        new(Change(t => t[..(t.IndexOf(",p=", StringComparison.Ordinal) + 3)]), "malformed-request")
        {
            TestName = "empty proof",
        },
        new(Change(t => t + "AAAA"), "malformed-request") { TestName = "base 64 goes on behind its padding" },
        new(Change(t => t + ",x=1"), "malformed-request") { TestName = "something behind the proof" },
        new(Change(t => t.Replace(",p=", ",P=")), "malformed-request") { TestName = "upper-case P" },
        new(Change(t => t.Replace(",p=", ",x=1,p=")), "not-authorized") { TestName = "unsigned extension" },
        new(Change(t => t.Replace(",p=", ",p= ")), "malformed-request") { TestName = "space in the proof" },
        new(Change(t => t[..^2] + PaddingBits(t[^2]) + "="), "malformed-request") { TestName = "padding bits set" },
    ];

    [TestCaseSource(nameof(Tampered))]
    [Spec("RFC 5802", "7"), Case("AUTH-08")]
    public async Task The_final_message_changed_after_signing(Func<string, string> change, string expected)
    {
        using var sasl = new SaslFixture();
        var client = Client("SCRAM-SHA-256", "secret") with { ChangeFinal = change };
        Assert.That(Text(await client.RunAsync(sasl.Mechanism("SCRAM-SHA-256"))), Is.EqualTo(expected));
    }

    // What stands in "with" is what this very stream offers.
    [TestCase(false, "SCRAM-SHA-256", "n,,", "", "success")]
    [TestCase(false, "SCRAM-SHA-256", "y,,", "", "success")]
    [TestCase(false, "SCRAM-SHA-256", "p=tls-exporter,,", "tls-exporter", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256", "n,,", "", "success")]
    [TestCase(true, "SCRAM-SHA-256", "y,,", "", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256", "p=tls-exporter,,", "tls-exporter", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "tls-exporter", "success")]
    [TestCase(true, "SCRAM-SHA-512-PLUS", "p=tls-exporter,,", "tls-exporter", "success")]
    [TestCase(true, "SCRAM-SHA-1-PLUS", "p=tls-server-end-point,,", "tls-server-end-point", "success")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=tls-exporter,a=juliet@capulet.example,", "tls-exporter", "success")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "tls-server-end-point", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=tls-foo,,", "", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=tls-unique,,", "", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "p=TLS-EXPORTER,,", "tls-exporter", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "n,,", "", "success")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "n,,", "tls-exporter", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256-PLUS", "y,,", "", "not-authorized")]
    [TestCase(true, "SCRAM-SHA-256", "n,,", "tls-exporter", "not-authorized")]
    [Spec("RFC 5802", "6"), Case("AUTH-09"), Case("AUTH-10")]
    public async Task Channel_binding(bool offered, string name, string header, string dataOf, string expected)
    {
        using var sasl = new SaslFixture();
        var stream = offered ? Bound : SaslStreamState.Secure;
        var client = Client(name, "secret") with
        {
            Gs2Header = header,
            BindingData = dataOf.Length == 0 ? [] : Bound.ChannelBindings.Find(dataOf)!,
        };
        var outcome = Text(await client.RunAsync(sasl.Mechanism(name, stream)));
        Assert.That(outcome.Split(' ')[0], Is.EqualTo(expected));
    }

    [TestCase("juliet@capulet.example", "success")]
    [TestCase("juliet@capulet.example/r1", "invalid-authzid")]
    [TestCase("juliet@montague.example", "invalid-authzid")]
    [TestCase("nurse@capulet.example", "invalid-authzid")]
    [TestCase("juliet", "invalid-authzid")]
    [TestCase("capulet.example", "invalid-authzid")]
    [TestCase("@", "invalid-authzid")]
    [Spec("RFC 6120", "6.3.8"), Case("AUTH-07")]
    public async Task The_authorization_identity(string authzid, string expected)
    {
        using var sasl = new SaslFixture();
        var client = Client("SCRAM-SHA-256", "secret") with { Gs2Header = $"n,a={authzid}," };
        var outcome = Text(await client.RunAsync(sasl.Mechanism("SCRAM-SHA-256")));
        Assert.That(outcome.Split(' ')[0], Is.EqualTo(expected));
    }

    // §5.1 'n': escapes are undone for the name, and the hash is over what was sent.
    [TestCase("ju,li=et", "ju=2Cli=3Det")]
    [TestCase("=2C", "=3D2C")]
    [TestCase("=,=", "=3D=2C=3D")]
    [Spec("RFC 5802", "5.1"), Case("AUTH-11")]
    public async Task Commas_and_equal_signs_in_names(string local, string sent)
    {
        using var sasl = new SaslFixture();
        Assert.That(Jid.TryCreate(local, Host, null, out var jid), Is.True);
        sasl.Credentials.Add(jid!.ToString(), "secret");
        var client = Client("SCRAM-SHA-256", "secret") with { Bare = $"n={sent},r=abcd" };
        var outcome = await client.RunAsync(sasl.Mechanism("SCRAM-SHA-256"));
        Assert.That((outcome as SaslStep.Success)?.Account, Is.EqualTo(jid));
    }

    [Test, Case("AUTH-06"), Spec("RFC 6120", "6.5.10")]
    public async Task An_unknown_account_goes_through_the_whole_exchange_with_a_salt_of_its_own(
        [ValueSource(nameof(Names))] string name)
    {
        using var sasl = new SaslFixture();
        var first = await SaltAsync(sasl, name, "nobody");
        Assert.That(await SaltAsync(sasl, name, "nobody"), Is.EqualTo(first), "the same for the same name");
        Assert.That(await SaltAsync(sasl, name, "somebody"), Is.Not.EqualTo(first), "another for another name");
        Assert.That(Convert.FromBase64String(first.Split(',')[0][2..]), Has.Length.EqualTo(ScramKeys.SaltLength));
        Assert.That(first.Split(',')[1], Is.EqualTo($"i={sasl.Options.Iterations}"));
        var client = Client(name, "secret") with { Bare = "n=nobody,r=abcd" };
        Assert.That(Text(await client.RunAsync(sasl.Mechanism(name))), Is.EqualTo("not-authorized"));
        Assert.That(sasl.Credentials.Asked, Has.All.Property("Domain").EqualTo(Host));
    }

    [Test, Case("AUTH-06")]
    public void The_made_up_salts_of_two_hashes_and_two_secrets_differ()
    {
        var jid = Jid.Parse("nobody@capulet.example");
        var one = new UnknownAccounts([1], 4096);
        var salts = new[]
        {
            one.For(jid, ScramHash.Sha1), one.For(jid, ScramHash.Sha256), one.For(jid, ScramHash.Sha512),
            new UnknownAccounts([2], 4096).For(jid, ScramHash.Sha1),
        };
        Assert.That(salts.Select(s => Convert.ToHexString(s.Salt)), Is.Unique);
    }

    [Test, Case("AUTH-06")]
    public async Task An_account_without_keys_for_the_hash_looks_like_an_unknown_one()
    {
        using var sasl = new SaslFixture();
        sasl.Credentials.Add("nurse@capulet.example", "secret", hashes: ScramHash.Sha256);
        var client = Client("SCRAM-SHA-512", "secret") with { Bare = "n=nurse,r=abcd" };
        Assert.That(Text(await client.RunAsync(sasl.Mechanism("SCRAM-SHA-512"))), Is.EqualTo("not-authorized"));
    }

    [Test, Spec("RFC 6120", "6.5.2")]
    public async Task A_disabled_account_is_named_so_to_its_owner_only()
    {
        using var sasl = new SaslFixture();
        sasl.Credentials.Add("tybalt@capulet.example", "secret", isDisabled: true);
        var client = Client("SCRAM-SHA-256", "secret") with { Bare = "n=tybalt,r=abcd" };
        Assert.That(Text(await client.RunAsync(sasl.Mechanism("SCRAM-SHA-256"))), Is.EqualTo("account-disabled"));
        client = client with { Password = "guess" };
        Assert.That(Text(await client.RunAsync(sasl.Mechanism("SCRAM-SHA-256"))), Is.EqualTo("not-authorized"));
    }

    [Test, Case("AUTH-08"), Spec("RFC 5802", "5.1")]
    public async Task The_server_nonce_is_new_each_time_long_and_printable()
    {
        using var sasl = new SaslFixture();
        var context = new SaslContext(
            Host, sasl.Options, sasl.Credentials, sasl.Context.Unknown, sasl.Hashing, sasl.Throttle, sasl.Time);
        var nonces = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            var mechanism = SaslMechanisms.Create("SCRAM-SHA-256", SaslStreamState.Secure, context);
            var step = await mechanism.NextAsync("n,,n=juliet,r=abcd"u8.ToArray(), CancellationToken.None);
            nonces.Add(Text(step).Split(',')[0]["r=abcd".Length..]);
        }
        Assert.That(nonces, Is.Unique);
        Assert.That(nonces, Has.All.Length.GreaterThanOrEqualTo(24));
        Assert.That(nonces, Has.All.Matches<string>(n => n.All(c => c is >= '!' and <= '~')));
    }

    [Test]
    public async Task The_claimed_name_is_known_after_the_first_message()
    {
        using var sasl = new SaslFixture();
        var mechanism = sasl.Mechanism("SCRAM-SHA-1");
        Assert.That(mechanism.ClaimedName, Is.Null);
        await mechanism.NextAsync("n,,n=ju=2Cliet,r=abcd"u8.ToArray(), CancellationToken.None);
        Assert.That(mechanism.ClaimedName, Is.EqualTo("ju,liet"));
    }

    private static async Task<string> SaltAsync(SaslFixture sasl, string name, string user)
    {
        var step = await sasl.Mechanism(name)
            .NextAsync(Encoding.UTF8.GetBytes($"n,,n={user},r=abcd"), CancellationToken.None);
        return Text(step).Split(',', 2)[1];
    }

    private static ScramClient Client(string name, string password) => new(HashOf(name), password);

    private static ScramHash HashOf(string name) =>
        name.Contains("512") ? ScramHash.Sha512 : name.Contains("256") ? ScramHash.Sha256 : ScramHash.Sha1;

    private static Func<string, string> Change(Func<string, string> change) => change;
    private static string Unchanged(string text) => text;

    // The last letter before one '=' carries two bits that must be zero.
    private static char PaddingBits(char letter)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return alphabet[alphabet.IndexOf(letter) | 1];
    }
}
