using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Server.Features.Invitations.Page;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;

namespace Xmpp.Tests.Features.Invitations;

/// <summary>Who may invite, what an invitation may say, and how it looks as a link.</summary>
public class InvitationRulesTests
{
    private const string Token = "abcdefghijklmnopqrstuvwx";

    private static readonly Jid s_romeo = Jid.Parse("romeo@example.com");
    private static readonly Jid s_host = Jid.Parse("example.com");

    [TestCase(InvitationCreators.Admins, false, InvitationKind.Contact, true)]
    [TestCase(InvitationCreators.Nobody, false, InvitationKind.Contact, true)]
    [TestCase(InvitationCreators.Admins, false, InvitationKind.Account, false)]
    [TestCase(InvitationCreators.Admins, true, InvitationKind.Account, true)]
    [TestCase(InvitationCreators.Everybody, false, InvitationKind.Account, true)]
    [TestCase(InvitationCreators.Nobody, true, InvitationKind.Account, false)]
    [TestCase(InvitationCreators.Everybody, false, InvitationKind.Password, false)]
    [TestCase(InvitationCreators.Admins, true, InvitationKind.Password, true)]
    public void Who_may_invite(InvitationCreators create, bool isAdmin, InvitationKind kind, bool may) =>
        Assert.That(InvitationRules.MayCreate(kind, isAdmin, new InvitationOptions { Create = create }), Is.EqualTo(may));

    [Test, Spec("XEP-0401", "5.4")]
    public void A_name_is_prepared_and_must_be_one()
    {
        Assert.That(Check(new(s_host, "example.com", InvitationKind.Account) { Username = "JULIET" }, out var name), Is.Null);
        Assert.That(name, Is.EqualTo("juliet"));
        foreach (var bad in new[] { "a b", "", "a@b", "a/b", "\u0007" })
            Assert.That(Check(new(s_host, "example.com", InvitationKind.Account) { Username = bad }, out _), Is.EqualTo(InvitationRefusal.BadName), bad);
        Assert.That(Check(new(s_host, "example.com", InvitationKind.Password), out _), Is.EqualTo(InvitationRefusal.BadName));
    }

    [TestCase(0, null, InvitationRefusal.BadUses)]
    [TestCase(6, null, InvitationRefusal.BadUses)]
    [TestCase(2, "juliet", InvitationRefusal.BadUses)]
    [TestCase(5, null, null)]
    [TestCase(1, "juliet", null)]
    public void Uses_are_limited_and_a_name_is_for_one(int uses, string? name, object? refusal) => Assert.That(
        Check(new(s_host, "example.com", InvitationKind.Account) { Username = name, MaxUses = uses }, out _), Is.EqualTo(refusal));

    [Test]
    public void A_group_a_label_and_rooms_are_within_limits()
    {
        InvitationRequest request = new(s_romeo, "example.com", InvitationKind.Account);
        foreach (var bad in new[]
        {
            request with { ContactGroup = new string('g', InvitationRules.GroupLength + 1) },
            request with { ContactGroup = "" },
            request with { Label = new string('l', InvitationRules.LabelLength + 1) },
            request with { Rooms = [Jid.Parse("hall@elsewhere.example")] },
            request with { Rooms = [.. Enumerable.Repeat(Jid.Parse("hall@conference.example.com"), InvitationRules.MaxRooms + 1)] },
        })
        {
            Assert.That(Check(bad, out _), Is.EqualTo(InvitationRefusal.BadDetails));
        }
        Assert.That(
            Check(request with { ContactGroup = "Friends", Rooms = [Jid.Parse("hall@conference.example.com")] }, out _), Is.Null);
        Assert.That(
            Check(new(s_host, "example.com", InvitationKind.Contact), out _), Is.EqualTo(InvitationRefusal.NotAllowed));
    }

    [Test, Spec("XEP-0379", "5.1")]
    public void A_token_is_random_and_its_id_does_not_tell_it()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => InvitationTokens.New()).ToHashSet();
        Assert.That(tokens, Has.Count.EqualTo(1000));
        Assert.That(tokens, Has.All.Matches<string>(InvitationTokens.IsToken));
        Assert.That(Math.Log2(62) * InvitationTokens.Length, Is.GreaterThanOrEqualTo(128));
        Assert.That(InvitationTokens.IdOf(Token), Has.Length.EqualTo(32).And.Not.Contain(Token[..8]));
        foreach (var bad in new[] { null, "", "short", Token + "y", Token[..23] + "'", Token[..23] + "\u00e4" })
            Assert.That(InvitationTokens.IsToken(bad), Is.False, bad);
    }

    [Test, Spec("XEP-0401", "5.1"), Spec("XEP-0445", "2")]
    public void Links_are_those_of_the_specification()
    {
        Invitation invitation = new("id", s_romeo, "example.com", InvitationKind.Account, DateTimeOffset.UnixEpoch);
        Assert.Multiple(() =>
        {
            Assert.That(InvitationLinks.Uri(invitation, Token), Is.EqualTo($"xmpp:romeo@example.com?roster;preauth={Token};ibr=y"));
            Assert.That(
                InvitationLinks.Uri(invitation with { Kind = InvitationKind.Contact }, Token),
                Is.EqualTo($"xmpp:romeo@example.com?roster;preauth={Token}"));
            Assert.That(
                InvitationLinks.Uri(invitation with { Username = "juliet" }, Token),
                Is.EqualTo($"xmpp:juliet@example.com?register;preauth={Token}"));
            Assert.That(
                InvitationLinks.Uri(invitation with { Owner = s_host, MakesContact = false }, Token),
                Is.EqualTo($"xmpp:example.com?register;preauth={Token}"));
            Assert.That(
                InvitationLinks.Uri(invitation with { Username = "d'art&a?n" }, Token),
                Is.EqualTo($"xmpp:d%27art%26a%3Fn@example.com?register;preauth={Token}"));
            Assert.That(InvitationLinks.Uri(invitation with { Kind = InvitationKind.Password }, Token), Is.Null);
            Assert.That(InvitationLinks.Page("https://example.com:5443", Token), Is.EqualTo($"https://example.com:5443/invite/{Token}"));
        });
    }

    [TestCase("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36", "Android")]
    [TestCase("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "iPhone and iPad")]
    [TestCase("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "macOS")]
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Windows")]
    [TestCase("Mozilla/5.0 (X11; Linux x86_64)", "Linux")]
    public void The_visitor_s_own_platform_is_first(string userAgent, string platform)
    {
        var groups = ClientSuggestions.For(userAgent).Select(group => group.Key).ToList();
        Assert.That(groups[0], Is.EqualTo(platform));
        Assert.That(groups, Has.Count.EqualTo(5).And.Unique);
    }

    [Test]
    public void A_code_is_a_picture_that_has_the_text_in_it()
    {
        var svg = QrCode.Svg($"xmpp:romeo@example.com?roster;preauth={Token};ibr=y", "a \"code\"");
        Assert.That(svg, Does.StartWith("<svg ").And.Contain("aria-label=\"a &quot;code&quot;\"").And.Contain("viewBox=\"0 0 "));
        Assert.That(svg, Is.Not.EqualTo(QrCode.Svg("another", "a \"code\"")));
    }

    private static InvitationRefusal? Check(InvitationRequest request, out string? username) => InvitationRules.Check(
        request, new InvitationOptions { MaxUses = 5 }, room => room.Domain == "conference.example.com", out username);
}
