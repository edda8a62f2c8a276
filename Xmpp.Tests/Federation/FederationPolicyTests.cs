using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;

namespace Xmpp.Tests.Federation;

/// <summary>Whom we talk to, and what they have to prove.</summary>
public class FederationPolicyTests
{
    [TestCase("*.example", "montague.example", true)]
    [TestCase("*.example", "a.b.example", true)]
    [TestCase("*.example", "example", false)]
    [TestCase("*.example", "badexample", false)]
    [TestCase("montague.example", "montague.example", true)]
    [TestCase("montague.example", "sub.montague.example", false)]
    [TestCase("MONTAGUE.example", "montague.example", true)]
    public void A_pattern_is_a_domain_or_all_below_one(string pattern, string domain, bool isMeant)
    {
        Assert.That(DomainPattern.TryPrepare(pattern, out var prepared), Is.True);
        Assert.That(DomainPattern.Matches(prepared!, domain), Is.EqualTo(isMeant));
    }

    [TestCase(""), TestCase("*"), TestCase("*."), TestCase("a@b"), TestCase("a/b"), TestCase("a.*.b")]
    public void Anything_else_is_no_pattern(string text) => Assert.That(DomainPattern.TryPrepare(text, out _), Is.False);

    [Test]
    public void The_first_that_fits_counts_and_blocking_counts_before_all()
    {
        var policy = new FederationPolicy(new FederationOptions
        {
            Block = ["*.evil.example"],
            Domains =
            [
                new() { Name = "a.montague.example", Addresses = ["127.0.0.1:1"] },
                new() { Name = "*.montague.example", Trust = FederationTrust.Certificate },
                new() { Name = "b.montague.example", Trust = FederationTrust.None },
                new() { Name = "x.evil.example", Trust = FederationTrust.Dialback },
            ],
        });
        Assert.Multiple(() =>
        {
            Assert.That(policy.TrustOf("capulet.example"), Is.EqualTo(FederationTrust.Dialback));
            Assert.That(policy.TrustOf("a.montague.example"), Is.EqualTo(FederationTrust.Certificate));
            Assert.That(policy.TrustOf("b.montague.example"), Is.EqualTo(FederationTrust.Certificate));
            Assert.That(policy.TrustOf("x.evil.example"), Is.EqualTo(FederationTrust.None));
            policy.Blocked = ["capulet.example"];
            Assert.That(policy.IsAllowed("capulet.example"), Is.False);
            policy.Blocked = [];
            Assert.That(policy.IsAllowed("capulet.example"), Is.True);
        });
    }

    [Test]
    public void With_a_list_of_those_that_are_allowed_all_others_are_not()
    {
        var policy = new FederationPolicy(new FederationOptions { Allow = ["montague.example"], Block = ["*.example"] });
        Assert.That(policy.IsAllowed("montague.example"), Is.False, "blocked all the same");
        policy = new FederationPolicy(new FederationOptions { Allow = ["montague.example"] });
        Assert.That(policy.IsAllowed("montague.example"), Is.True);
        Assert.That(policy.IsAllowed("capulet.example"), Is.False);
    }
}
