using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

[Case("WEB-11"), Spec("XEP-0363", "9.3")]
public class UploadTokenTests
{
    [Test]
    public void A_secret_has_more_than_128_random_bits_and_none_comes_twice()
    {
        var secrets = Enumerable.Range(0, 100_000).Select(_ => UploadToken.NewSecret()).ToList();
        Assert.That(secrets.Distinct().Count(), Is.EqualTo(secrets.Count));
        Assert.That(secrets, Has.All.Length.EqualTo(32)); // 192 bits of base64url
        Assert.That(secrets.SelectMany(s => s).Distinct().Count(), Is.EqualTo(64), "every character of the alphabet");
        Assert.That(secrets.Zip(secrets.Skip(1)).Count(p => string.CompareOrdinal(p.First, p.Second) < 0),
            Is.InRange(49_000, 51_000), "no order in them");
    }

    [Test]
    public void What_reads_a_file_does_not_put_one_and_is_not_in_the_rows()
    {
        var secret = UploadToken.NewSecret();
        var id = UploadToken.IdOf(secret);
        Assert.That(UploadToken.IsToken(secret) && UploadToken.IsToken(id), Is.True);
        Assert.That(id, Is.Not.EqualTo(secret));
        Assert.That(UploadToken.IdOf(id), Is.Not.EqualTo(id));
        Assert.That(UploadToken.KeyOf(id), Is.EqualTo(UploadToken.KeyOf(UploadToken.IdOf(secret))).And.Not.EqualTo(UploadToken.KeyOf(secret)));
    }

    [TestCase("")]
    [TestCase("..")]
    [TestCase("..%2F..%2Fxmpp.db..............a")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.")]
    [TestCase(null)]
    public void What_cannot_be_a_token_is_not_looked_up(string? text) => Assert.That(UploadToken.IsToken(text), Is.False);
}
