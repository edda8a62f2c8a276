using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Features.AdHoc;

/// <summary>XEP-0050: an execution from its first request to its end.</summary>
public class AdHocFeatureTests
{
    private const string First = "<field var='to'><value>romeo@verona.example</value></field>"
        + "<field var='colour'><value>red</value></field><field var='secret'><value>s</value></field>";

    private static readonly Jid s_host = Jid.Parse("capulet.example");
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example/balcony");

    private readonly FakeTimeProvider _time = new();
    private readonly AdHocCommands _commands = new();
    private readonly TestCommand _command = new("one");
    private AdHocFeature _feature = null!;

    [OneTimeSetUp]
    public void Add()
    {
        _commands.Add(_command);
        _commands.Add(new TestCommand("two"));
    }

    [SetUp]
    public void SetUp()
    {
        _command.Executed.Clear();
        _command.IsOpen = true;
        _feature = new AdHocFeature(_commands, new CommandOptions { SessionsPerAccount = 2, Sessions = 3 }, _time);
    }

    [Test, Spec("XEP-0050", "2.2")]
    public async Task Who_may_not_execute_a_command_does_not_see_it()
    {
        var seen = await _feature.NodeItemsAsync(s_host, s_juliet, AdHocNames.Commands, default);
        var hidden = await _feature.NodeItemsAsync(s_host, Jid.Parse("nurse@capulet.example"), AdHocNames.Commands, default);
        Assert.Multiple(() =>
        {
            Assert.That(seen?.Payload?.Elements().Select(e => e.Attribute("node")!.Value), Is.EqualTo(new[] { "one", "two" }));
            Assert.That(hidden?.Payload?.Elements(), Is.Empty);
        });
        Assert.That((await _feature.NodeInfoAsync(s_host, Jid.Parse("nurse@capulet.example"), "one", default))?.Error,
            Is.EqualTo(StanzaError.Forbidden));
        Assert.That((await _feature.NodeInfoAsync(s_host, s_juliet, "one", default))?.Payload?.ToString(),
            Does.Contain("command-node").And.Contain("jabber:x:data"));
        Assert.That(await _feature.NodeInfoAsync(s_host, s_juliet, "three", default), Is.Null);
    }

    [Test, Spec("XEP-0050", "2.4.2")]
    public async Task Two_forms_and_an_end()
    {
        var (id, first) = await StartAsync();
        Assert.That(Shape(first), Is.EqualTo("executing execute=next next"));
        var second = (await SendAsync(id, null, First)).Payload;
        Assert.That(Shape(second), Is.EqualTo("executing execute=complete prev,complete"));
        var end = (await SendAsync(id, "complete", "<field var='sure'><value>1</value></field>")).Payload;
        Assert.Multiple(() =>
        {
            Assert.That(Shape(end), Is.EqualTo("completed"));
            Assert.That(end?.Element(AdHocNames.Note)?.Value, Is.EqualTo("romeo@verona.example red 1"));
            Assert.That(end?.Element(AdHocNames.Note)?.Attribute("type")?.Value, Is.EqualTo("info"));
            Assert.That(_feature.Waiting, Is.Zero);
        });
        Assert.That(ConditionOf(await SendAsync(id, null, First)), Is.EqualTo("not-allowed session-expired"), "it is over");
    }

    [Test, Spec("XEP-0050", "3.6")]
    public async Task A_command_that_fails_says_so()
    {
        var (id, _) = await StartAsync();
        await SendAsync(id, "next", First);
        var end = (await SendAsync(id, null, "<field var='sure'><value>0</value></field>")).Payload;
        Assert.That((Shape(end), end?.Element(AdHocNames.Note)?.Attribute("type")?.Value), Is.EqualTo(("completed", "error")));
    }

    [Test, Spec("XEP-0050", "2.4.2")]
    public async Task Back_to_what_was_filled_in_but_for_secrets()
    {
        var (id, _) = await StartAsync();
        await SendAsync(id, "next", First);
        var again = (await SendAsync(id, "prev", null)).Payload;
        Assert.Multiple(() =>
        {
            Assert.That(Shape(again), Is.EqualTo("executing execute=next next"));
            Assert.That(again!.ToString(), Does.Contain("<value>romeo@verona.example</value>"));
            Assert.That(again.ToString(), Does.Not.Contain("<value>s</value>"));
        });
        Assert.That(ConditionOf(await SendAsync(id, "prev", null)), Is.EqualTo("bad-request bad-action"), "nothing is before it");
        await SendAsync(id, "next", First.Replace("red", "blue", StringComparison.Ordinal));
        await SendAsync(id, "complete", "<field var='sure'><value>true</value></field>");
        Assert.That(_command.Executed, Is.EqualTo(new[] { "romeo@verona.example blue true" }));
    }

    [Test, Spec("XEP-0050", "2.4.3")]
    public async Task Cancelling_ends_it_and_what_it_holds()
    {
        var (id, _) = await StartAsync();
        Assert.That(Shape((await SendAsync(id, "cancel", null)).Payload), Is.EqualTo("canceled"));
        Assert.That(_feature.Waiting, Is.Zero);
        Assert.That(ConditionOf(await SendAsync(id, "cancel", null)), Is.EqualTo("not-allowed session-expired"));
        Assert.That(_command.Executed, Is.Empty);
    }

    [TestCase("jump", First, "bad-request malformed-action")]
    [TestCase("complete", First, "bad-request bad-action")]
    [TestCase("next", null, "bad-request bad-payload")]
    [TestCase("next", "", "bad-request bad-payload", Description = "a required field is missing")]
    [TestCase("next", "<field var='to'><value/></field>", "bad-request bad-payload")]
    [TestCase("next", "<field var='to'><value>@</value></field>", "bad-request bad-payload")]
    [TestCase("next", "<field var='to'><value>a@b.example</value><value>c@b.example</value></field>", "bad-request bad-payload")]
    [TestCase("next", First + "<field var='colour'><value>red</value></field>", "bad-request bad-payload")]
    [TestCase("next", "<field var='to'><value>a@b.example</value></field><field var='colour'><value>green</value></field>",
        "bad-request bad-payload")]
    [TestCase("next", First + "<field var='FORM_TYPE'><value>urn:other</value></field>", "bad-request bad-payload")]
    [TestCase("next", "<field var='to'><value>mercutio@verona.example</value></field>", "item-not-found")]
    [Spec("XEP-0050", "4.4")]
    public async Task What_is_refused_leaves_the_form_open(string action, string? fields, string condition)
    {
        var (id, _) = await StartAsync();
        Assert.That(ConditionOf(await SendAsync(id, action, fields)), Is.EqualTo(condition));
        Assert.That(Shape((await SendAsync(id, "next", First)).Payload), Does.StartWith("executing"));
        Assert.That(_command.Executed, Is.Empty);
    }

    [Test, Spec("XEP-0050", "3.3")]
    public async Task An_execution_is_that_of_one_requester_of_one_host_and_of_one_command()
    {
        var (id, _) = await StartAsync();
        var others = new[]
        {
            await SendAsync(id, "next", First, from: Jid.Parse("juliet@capulet.example/chamber")),
            await SendAsync(id, "next", First, from: Jid.Parse("romeo@verona.example/orchard")),
            await SendAsync(id, "next", First, host: Jid.Parse("verona.example")),
            await SendAsync(id, "next", First, node: "two"),
            await SendAsync("guess", "next", First),
        };
        Assert.That(others.Select(ConditionOf), Is.All.EqualTo("not-allowed session-expired"));
        Assert.That(ConditionOf(await SendAsync("", "next", First)), Is.EqualTo("bad-request bad-sessionid"));
        Assert.That(Shape((await SendAsync(id, "next", First)).Payload), Does.StartWith("executing"));
    }

    [Test]
    public async Task Rights_are_looked_at_again_at_each_step()
    {
        var (id, _) = await StartAsync();
        await SendAsync(id, "next", First);
        _command.IsOpen = false;
        Assert.That(
            ConditionOf(await SendAsync(id, "complete", "<field var='sure'><value>1</value></field>")), Is.EqualTo("forbidden"));
        Assert.That(_command.Executed, Is.Empty);
    }

    [Test, Spec("XEP-0050", "3.3")]
    public async Task A_form_waits_for_a_time()
    {
        var (id, _) = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(9));
        await SendAsync(id, "next", First);
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.That(Shape((await SendAsync(id, "prev", null)).Payload), Does.StartWith("executing"), "each step has its own time");
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(ConditionOf(await SendAsync(id, "next", First)), Is.EqualTo("not-allowed session-expired"));
        Assert.That(_feature.Waiting, Is.Zero);
    }

    [Test]
    public async Task One_account_cannot_hold_more_than_its_share_nor_all_more_than_there_is()
    {
        var (oldest, _) = await StartAsync();
        var (second, _) = await StartAsync();
        var (third, _) = await StartAsync();
        Assert.That(_feature.Waiting, Is.EqualTo(2));
        Assert.That(ConditionOf(await SendAsync(oldest, "next", First)), Is.EqualTo("not-allowed session-expired"));
        Assert.That(Shape((await SendAsync(second, "next", First)).Payload), Does.StartWith("executing"));
        Assert.That(Shape((await SendAsync(third, "next", First)).Payload), Does.StartWith("executing"));
        var romeo = Jid.Parse("romeo@verona.example/orchard");
        Assert.That((await SendAsync(null, null, null, from: romeo)).Error, Is.Null);
        Assert.That(ConditionOf(await SendAsync(null, null, null, from: romeo)), Is.EqualTo("resource-constraint"));
    }

    [Test, Spec("XEP-0050", "4.1")]
    public async Task What_cannot_begin()
    {
        Assert.That(ConditionOf(await SendAsync(null, null, null, node: "three")), Is.EqualTo("item-not-found"));
        Assert.That(ConditionOf(await SendAsync(null, null, null, node: "")), Is.EqualTo("bad-request"));
        Assert.That(ConditionOf(await SendAsync(null, "prev", null)), Is.EqualTo("bad-request bad-action"));
        Assert.That(
            ConditionOf(await SendAsync(null, null, null, from: Jid.Parse("nurse@capulet.example/k"))), Is.EqualTo("forbidden"));
        Assert.That(_feature.Waiting, Is.Zero);
    }

    private async Task<(string Id, XElement Answer)> StartAsync()
    {
        var answer = (await SendAsync(null, null, null)).Payload!;
        return (answer.Attribute("sessionid")!.Value, answer);
    }

    private async Task<IqReply> SendAsync(
        string? id, string? action, string? fields, Jid? from = null, Jid? host = null, string node = "one")
    {
        var command = XmlFragment.Read(
            $"<command xmlns='{AdHocNames.Commands}' node='{node}'>"
            + (fields is null ? "" : $"<x xmlns='jabber:x:data' type='submit'>{fields}</x>") + "</command>", "jabber:client");
        if (id is not null)
            command.SetAttributeValue("sessionid", id);
        if (action is not null)
            command.SetAttributeValue("action", action);
        var iq = new Iq(IqType.Set, "1", from ?? s_juliet, host ?? s_host, command);
        return await _feature.HandleAsync(new IqRequest(iq, iq.Payload!, from ?? s_juliet, host ?? s_host), default);
    }

    private static string Shape(XElement? command)
    {
        var actions = command?.Element(AdHocNames.Actions);
        return command?.Attribute("status")?.Value
            + (actions is null ? "" : $" execute={actions.Attribute("execute")?.Value} ")
            + string.Join(',', actions?.Elements().Select(e => e.Name.LocalName) ?? []);
    }

    private static string? ConditionOf(IqReply reply) => reply.Error is { } error
        ? error.Application is { } specific ? $"{error.Condition} {specific.Name.LocalName}" : error.Condition
        : null;
}
