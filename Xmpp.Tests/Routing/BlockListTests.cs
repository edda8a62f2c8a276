using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Routing;

/// <summary>XEP-0191 §6: which addresses an item matches.</summary>
public class BlockListTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    [TestCase("romeo@verona.example/orchard", "romeo@verona.example/orchard", true)]
    [TestCase("romeo@verona.example/orchard", "romeo@verona.example/home", false)]
    [TestCase("romeo@verona.example/orchard", "romeo@verona.example", false)]
    [TestCase("romeo@verona.example", "romeo@verona.example/orchard", true)]
    [TestCase("romeo@verona.example", "romeo@verona.example", true)]
    [TestCase("romeo@verona.example", "tybalt@verona.example", false)]
    [TestCase("romeo@verona.example", "verona.example", false)]
    [TestCase("verona.example/news", "verona.example/news", true)]
    [TestCase("verona.example/news", "verona.example", false)]
    [TestCase("verona.example/news", "romeo@verona.example/news", false)]
    [TestCase("verona.example", "verona.example", true)]
    [TestCase("verona.example", "verona.example/news", true)]
    [TestCase("verona.example", "romeo@verona.example", true)]
    [TestCase("verona.example", "romeo@verona.example/orchard", true)]
    [TestCase("verona.example", "romeo@sub.verona.example", false)]
    [TestCase("verona.example", "romeo@eravona.example", false)]
    [Spec("XEP-0191", "6"), Case("PRE-07")]
    public void Items_match(string item, string address, bool isBlocked) =>
        Assert.That(Of(item).Blocks(Jid.Parse(address)), Is.EqualTo(isBlocked));

    [TestCase("juliet@capulet.example", "juliet@capulet.example/balcony")]
    [TestCase("capulet.example", "juliet@capulet.example/balcony")]
    [TestCase("capulet.example", "capulet.example")]
    [Case("PRE-08")]
    public void Nobody_shuts_out_herself_or_her_server(string item, string address) =>
        Assert.That(Of(item).Blocks(Jid.Parse(address)), Is.False);

    [Test]
    public void The_others_of_her_server_can_be_blocked_together() =>
        Assert.That(Of("capulet.example").Blocks(Jid.Parse("nurse@capulet.example/kitchen")), Is.True);

    [Test]
    public void An_empty_list_blocks_nobody() =>
        Assert.That(BlockList.Of(s_juliet, []).Blocks(Jid.Parse("romeo@verona.example")), Is.False);

    private static BlockList Of(params string[] items) => BlockList.Of(s_juliet, items.Select(Jid.Parse));
}
