using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Tests.Services.Muc;

[Spec("XEP-0433", "4.2.2")]
public class ChannelSearchTests
{
    private const string FormType = "urn:xmpp:channel-search:0:search-params";

    private static readonly FoundRoom s_court = new(
        Jid.Parse("court@conference.capulet.example"),
        new RoomConfiguration { Name = "The Court", Description = "Where houses quarrel" }, 3);

    [TestCase("court", true)]
    [TestCase("COURT quarrel", true)]
    [TestCase("court garden", false)]
    [TestCase("capulet", true)]
    public void Every_term_is_found_somewhere(string q, bool found)
    {
        Assert.That(ChannelSearch.Read(Form(("q", q)), out var search), Is.Null);
        Assert.That(search!.Matches(s_court), Is.EqualTo(found));
    }

    [TestCase("sinaddress", "capulet", false)]
    [TestCase("sinname", "court", true)] // it is in the address, too
    [TestCase("sindescription", "quarrel", false)]
    public void A_place_that_is_switched_off_is_not_looked_at(string field, string q, bool found)
    {
        Assert.That(ChannelSearch.Read(Form(("q", q), (field, "0")), out var search), Is.Null);
        Assert.That(search!.Matches(s_court), Is.EqualTo(found));
    }

    [TestCase("3", true)]
    [TestCase("4", false)]
    public void So_many_occupants_at_least(string min, bool found)
    {
        Assert.That(ChannelSearch.Read(Form(("all", "1"), ("min_users", min)), out var search), Is.Null);
        Assert.That(search!.Matches(s_court), Is.EqualTo(found));
    }

    [Test]
    public void Only_rooms_are_here()
    {
        Assert.That(ChannelSearch.Read(Form(("all", "true"), ("types", "xep-0369")), out var search), Is.Null);
        Assert.That(search!.Matches(s_court), Is.False);
    }

    [TestCase("bad-request", "no-search-conditions", "key", "{urn:xmpp:channel-search:0:order}address")]
    [TestCase("bad-request", "invalid-search-terms", "q", " ")]
    [TestCase("bad-request", "invalid-search-terms", "q", "a court")]
    [TestCase("bad-request", "conflicting-fields", "q", "court", "all", "1")]
    [TestCase("feature-not-implemented", "invalid-sort-key", "q", "court", "key", "beauty")]
    [TestCase("bad-request", null, "q", "court", "min_users", "many")]
    [TestCase("bad-request", null, "all", "perhaps")]
    public void What_is_wrong_is_said(string condition, string? application, params string[] fields)
    {
        var form = Form([.. fields.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        var error = ChannelSearch.Read(form, out _);
        Assert.That(error?.Condition, Is.EqualTo(condition));
        Assert.That(error?.Application?.Name.LocalName, Is.EqualTo(application));
    }

    private static DataForm Form(params (string Name, string Value)[] fields) => DataForm.Create(
        DataFormType.Submit, FormType, [.. fields.Select(f => new DataFormField(f.Name, null, f.Value))]);
}
