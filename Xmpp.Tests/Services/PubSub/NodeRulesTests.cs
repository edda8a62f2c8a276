using Xmpp.Server.Services.PubSub;
using Xmpp.Storage.PubSub;

namespace Xmpp.Tests.Services.PubSub;

/// <summary>XEP-0060 §4.1 and §4.5: who may do what, as a table.</summary>
[Spec("XEP-0060", "4.1"), Spec("XEP-0060", "4.5"), Case("PUB-05")]
public class NodeRulesTests
{
    // The letters: Subscribe, Retrieve, Publish, Delete an item, pUrge, Configure, Xdelete the node.
    [TestCase("owner", "SRPDUCX")]
    [TestCase("publisher", "SRPD")]
    [TestCase("publish-only", "PD")]
    [TestCase("member", "SR")]
    [TestCase("outcast", "")]
    public void An_affiliation_allows_the_same_with_every_access_model(string affiliation, string allowed)
    {
        foreach (var model in Enum.GetValues<AccessModel>())
        {
            var config = new NodeConfig { AccessModel = model };
            foreach (var isFriend in (bool[])[true, false])
                Assert.That(Allowed(config, new NodeRelation(Parse(affiliation), false, isFriend, isFriend)), Is.EqualTo(allowed), $"{model}");
        }
    }

    // Of somebody without affiliation: sees the presence of an owner, is in the group, is subscribed.
    [TestCase(nameof(AccessModel.Open), false, false, false, "SR")]
    [TestCase(nameof(AccessModel.Presence), false, false, false, "")]
    [TestCase(nameof(AccessModel.Presence), true, false, false, "SR")]
    [TestCase(nameof(AccessModel.Presence), false, true, true, "")]
    [TestCase(nameof(AccessModel.Roster), true, false, false, "")]
    [TestCase(nameof(AccessModel.Roster), true, true, false, "SR")]
    [TestCase(nameof(AccessModel.Roster), false, true, false, "")]
    [TestCase(nameof(AccessModel.Whitelist), true, true, true, "")]
    [TestCase(nameof(AccessModel.Authorize), true, true, false, "S")]
    [TestCase(nameof(AccessModel.Authorize), false, false, true, "SR")]
    public void The_access_model_decides_on_the_others(
        string model, bool seesPresence, bool isInGroup, bool isSubscribed, string allowed) =>
        Assert.That(
            Allowed(
                new NodeConfig { AccessModel = Enum.Parse<AccessModel>(model) },
                new NodeRelation(PubSubAffiliation.None, isSubscribed, seesPresence, isInGroup)),
            Is.EqualTo(allowed));

    [TestCase(nameof(PublishModel.Publishers), false, false)]
    [TestCase(nameof(PublishModel.Publishers), true, false)]
    [TestCase(nameof(PublishModel.Subscribers), false, false)]
    [TestCase(nameof(PublishModel.Subscribers), true, true)]
    [TestCase(nameof(PublishModel.Open), false, true)]
    [Spec("XEP-0060", "16.4.4")]
    public void The_publish_model_decides_on_those_without_affiliation(string model, bool isSubscribed, bool mayPublish)
    {
        var config = new NodeConfig { PublishModel = Enum.Parse<PublishModel>(model) };
        var who = new NodeRelation(PubSubAffiliation.None, isSubscribed, false, false);
        Assert.That(NodeRules.Refusal(NodeOperation.Publish, config, who) is null, Is.EqualTo(mayPublish));
        var outcast = who with { Affiliation = PubSubAffiliation.Outcast };
        Assert.That(NodeRules.Refusal(NodeOperation.Publish, config, outcast), Is.Not.Null);
    }

    [TestCase(nameof(AccessModel.Presence), "auth", "not-authorized", "presence-subscription-required")]
    [TestCase(nameof(AccessModel.Roster), "auth", "not-authorized", "not-in-roster-group")]
    [TestCase(nameof(AccessModel.Whitelist), "cancel", "not-allowed", "closed-node")]
    [TestCase(nameof(AccessModel.Authorize), "auth", "not-authorized", "not-subscribed")]
    [Spec("XEP-0060", "6.5.9")]
    public void Who_may_not_read_is_told_why(string model, string type, string condition, string own)
    {
        var error = NodeRules.Refusal(
            NodeOperation.RetrieveItems, new NodeConfig { AccessModel = Enum.Parse<AccessModel>(model) }, default)?.ToElement();
        Assert.That((string?)error?.Attribute("type"), Is.EqualTo(type));
        Assert.That(error?.Elements().Select(e => e.Name.LocalName), Is.EqualTo((string[])[condition, own]));
    }

    [Test, Spec("XEP-0060", "6.1.3.10")]
    public void A_node_without_subscriptions_has_none_but_its_owners()
    {
        var config = new NodeConfig { AllowsSubscriptions = false };
        var refusal = NodeRules.Refusal(NodeOperation.Subscribe, config, default);
        Assert.That(refusal?.Application?.Attribute("feature")?.Value, Is.EqualTo("subscribe"));
        var owner = new NodeRelation(PubSubAffiliation.Owner, false, false, false);
        Assert.That(NodeRules.Refusal(NodeOperation.Subscribe, config, owner), Is.Null);
    }

    [Test, Spec("XEP-0060", "6.1.4")]
    public void Only_strangers_have_to_be_approved()
    {
        var config = new NodeConfig { AccessModel = AccessModel.Authorize };
        Assert.That(NodeRules.NeedsApproval(config, default), Is.True);
        Assert.That(NodeRules.NeedsApproval(config, new(PubSubAffiliation.Member, false, false, false)), Is.False);
        Assert.That(NodeRules.NeedsApproval(new NodeConfig(), default), Is.False);
    }

    private static string Allowed(NodeConfig config, NodeRelation who) => string.Concat(
        Enum.GetValues<NodeOperation>().Zip("SRPDUCX")
            .Where(o => NodeRules.Refusal(o.First, config, who) is null).Select(o => o.Second));

    private static PubSubAffiliation Parse(string name) =>
        Enum.GetValues<PubSubAffiliation>().First(a => AffiliationManagement.NameOf(a) == name);
}
