using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PrivateXml;

namespace Xmpp.Tests.Storage.PrivateXml;

public sealed class PrivateXmlStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly (string Namespace, string Name)[] HostileNames =
    [
        ("urn:x", "n"), ("urn:X", "n"), ("urn:x", "N"), ("urn:x ", "n"), ("urn:xn", ""), ("", "urn:xn"), ("urn:\u00e4", "n"),
        ("urn:a", "n"), ("'; DROP TABLE private_elements; --", "n"), ("urn:%", "n"), ("urn:_", "n"), ("urn:\\", "n"),
        ("urn:\U0001F600", "n"), ("urn:\U0001F601", "n"), (new string('u', 5000), "n"), (new string('u', 5001), "n"),
    ];

    [Test]
    [Spec("XEP-0049", "2")]
    public async Task Element_is_found_by_namespace_and_name_and_by_nobody_else()
    {
        var account = NewAccount();
        Assert.That(await FindAsync(account, "urn:x", "n"), Is.Null);
        Assert.That(await SetAsync(account, 1000, new PrivateElement("urn:x", "n", EveryOctet)), Is.True);
        Assert.That(await FindAsync(account, "urn:x", "n"), Is.EqualTo(EveryOctet));
        Assert.That(await FindAsync(NewAccount(), "urn:x", "n"), Is.Null);
    }

    [Test]
    public async Task Names_that_look_alike_are_different_elements()
    {
        var account = NewAccount();
        for (var i = 0; i < HostileNames.Length; i++)
            await SetAsync(account, 1000, new PrivateElement(HostileNames[i].Namespace, HostileNames[i].Name, [(byte)i]));
        for (var i = 0; i < HostileNames.Length; i++)
            Assert.That(await FindAsync(account, HostileNames[i].Namespace, HostileNames[i].Name), Is.EqualTo([(byte)i]));
        Assert.That(await Stores.PrivateXml.SizeAsync(account, Ct), Is.EqualTo(HostileNames.Length));
    }

    [Test]
    public async Task Setting_again_replaces_and_does_not_count_twice()
    {
        var account = NewAccount();
        await SetAsync(account, 1000, Element("a", 600));
        Assert.That(await SetAsync(account, 1000, Element("a", 700)), Is.True);
        Assert.That(await Stores.PrivateXml.SizeAsync(account, Ct), Is.EqualTo(700));
    }

    [Test]
    public async Task Quota_is_exact_and_refuses_all_or_nothing()
    {
        var account = NewAccount();
        Assert.That(await SetAsync(account, 10, Element("a", 4), Element("b", 6)), Is.True);
        Assert.That(await SetAsync(account, 10, Element("a", 3), Element("c", 2)), Is.False);
        Assert.That(await FindAsync(account, "urn:x", "a"), Has.Length.EqualTo(4));
        Assert.That(await FindAsync(account, "urn:x", "c"), Is.Null);
    }

    [Test]
    public async Task Who_is_over_a_lowered_quota_may_shrink_but_not_grow()
    {
        var account = NewAccount();
        await SetAsync(account, 100, Element("a", 50), Element("b", 50));
        Assert.That(await SetAsync(account, 10, Element("a", 20)), Is.True);
        Assert.That(await SetAsync(account, 10, Element("a", 20)), Is.False);
        Assert.That(await SetAsync(account, 10, Element("a", 21)), Is.False);
    }

    [Test]
    public async Task Quota_holds_for_sets_at_once()
    {
        var account = NewAccount();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => SetAsync(account, 100, Element($"e{i}", 10))));
        Assert.That(outcomes.Count(stored => stored), Is.EqualTo(10));
        Assert.That(await Stores.PrivateXml.SizeAsync(account, Ct), Is.EqualTo(100));
    }

    [Test]
    [Case("OPS-08")]
    public async Task Erased_account_has_no_element()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await SetAsync(account, 1000, Element("a", 1), Element("b", 1));
        await SetAsync(other, 1000, Element("a", 1));
        Assert.That(await Stores.PrivateXml.EraseAsync(account, Ct), Is.EqualTo(2));
        Assert.That(await FindAsync(account, "urn:x", "a"), Is.Null);
        Assert.That(await FindAsync(other, "urn:x", "a"), Is.Not.Null);
    }

    [Test, Case("ABU-08")]
    public async Task The_number_of_elements_is_limited_for_the_account_and_not_for_one_set()
    {
        var account = NewAccount();
        var quota = new PrivateXmlQuota(2, 1000);
        Assert.That(await Stores.PrivateXml.SetAsync(account, [Element("a", 1), Element("b", 1)], quota, Ct), Is.True);
        Assert.That(await Stores.PrivateXml.SetAsync(account, [Element("c", 1)], quota, Ct), Is.False);
        Assert.That(await FindAsync(account, "urn:x", "c"), Is.Null);
        Assert.That(await Stores.PrivateXml.SetAsync(account, [Element("a", 2)], quota, Ct), Is.True);
    }

    private static PrivateElement Element(string name, int size) =>
        new("urn:x", name, Encoding.UTF8.GetBytes(new string('p', size)));

    private Task<bool> SetAsync(Jid account, long maxBytes, params PrivateElement[] elements) =>
        Stores.PrivateXml.SetAsync(account, elements, new PrivateXmlQuota(1000, maxBytes), Ct);

    private async Task<byte[]?> FindAsync(Jid account, string ns, string name) =>
        await Stores.PrivateXml.FindAsync(account, ns, name, Ct);
}
