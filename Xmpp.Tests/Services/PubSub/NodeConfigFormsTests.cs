using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Services.PubSub;

[Spec("XEP-0060", "16.4.4")]
public class NodeConfigFormsTests
{
    private static readonly NodeConfig s_unusual = new()
    {
        AccessModel = AccessModel.Roster,
        PublishModel = PublishModel.Subscribers,
        RosterGroups = ["Friends", "'; DROP TABLE pubsub_nodes; --"],
        MaxItems = 7,
        WhenFull = NodeFullPolicy.Reject,
        PersistItems = false,
        ItemExpire = 60,
        MaxPayloadSize = 1000,
        DeliverNotifications = false,
        DeliverPayloads = false,
        NotifyConfig = true,
        NotifyDelete = false,
        NotifyRetract = false,
        NotifySub = true,
        PresenceBasedDelivery = true,
        AllowsSubscriptions = false,
        SendLast = SendLastItem.OnSubscription,
        ItemReply = ItemReply.Publisher,
        IsHeadline = false,
        Title = "<Title>",
        Description = "ä",
        Type = "urn:x",
        Language = "de",
        Contact = ["romeo@example.net"],
    };

    [Test, Case("PUB-08")]
    public void What_is_stored_is_read_as_it_was()
    {
        Assert.That(NodeConfigForms.Read(NodeConfigForms.Write(s_unusual)).IsSameAs(s_unusual), Is.True);
        Assert.That(NodeConfigForms.Read(NodeConfigForms.Write(new NodeConfig())).IsSameAs(new NodeConfig()), Is.True);
        Assert.That(s_unusual.IsSameAs(new NodeConfig()), Is.False);
    }

    [Test]
    public void Every_option_is_a_field_of_the_form()
    {
        // A property that no field sets would be lost with the next restart.
        foreach (var property in typeof(NodeConfig).GetProperties().Where(p => p.CanWrite))
        {
            Assert.That(property.GetValue(s_unusual), Is.Not.EqualTo(property.GetValue(new NodeConfig())), property.Name);
        }
    }

    [Test, Spec("XEP-0060", "8.2.4")]
    public void Fields_that_are_left_out_stay_and_unknown_ones_are_ignored()
    {
        var form = Form(PubSubNames.NodeConfigForm, ("pubsub#access_model", "open"), ("pubsub#colour", "red"));
        Assert.That(NodeConfigForms.Apply(s_unusual, form, out var after), Is.Null);
        Assert.That(after.IsSameAs(s_unusual with { AccessModel = AccessModel.Open }), Is.True);
    }

    [TestCase("pubsub#access_model", "secret", "unsupported-access-model")]
    [TestCase("pubsub#node_type", "collection", "unsupported")]
    [TestCase("pubsub#max_items", "0", null)]
    [TestCase("pubsub#max_items", "-1", null)]
    [TestCase("pubsub#max_items", "many", null)]
    [TestCase("pubsub#persist_items", "yes", null)]
    [TestCase("pubsub#send_last_published_item", "always", null)]
    [Spec("XEP-0060", "8.2.5.2"), Spec("XEP-0060", "8.1.2")]
    public void A_value_that_is_none_is_refused(string name, string value, string? condition)
    {
        var error = NodeConfigForms.Apply(new NodeConfig(), Form(PubSubNames.NodeConfigForm, (name, value)), out _);
        Assert.That(error, Is.Not.Null);
        Assert.That(error?.Application?.Name.LocalName, Is.EqualTo(condition));
    }

    [TestCase("pubsub#persist_items", "1", true)]
    [TestCase("pubsub#persist_items", "true", true)]
    [TestCase("pubsub#persist_items", "0", false)]
    [TestCase("pubsub#access_model", "open", true)]
    [TestCase("pubsub#access_model", "whitelist", false)]
    [TestCase("pubsub#max_items", "max", true)]
    [TestCase("pubsub#max_items", "1", false)]
    [Spec("XEP-0060", "7.1.5"), Case("PUB-01")]
    public void A_precondition_is_met_if_nothing_would_change(string name, string value, bool isMet)
    {
        var config = new NodeConfig();
        var form = Form(PubSubNames.PublishOptionsForm, (name, value));
        Assert.That(NodeConfigForms.ApplyPreconditions(config, form, out var asked), Is.Null);
        Assert.That(asked.IsSameAs(config), Is.EqualTo(isMet));
    }

    private static DataForm Form(string formType, params (string Name, string Value)[] fields) => DataForm.Create(
        DataFormType.Submit, formType, fields.Select(f => new DataFormField(f.Name, null, f.Value)));
}
