using Xmpp.Storage.VCards;

namespace Xmpp.Tests.Storage.VCards;

public sealed class VCardStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    [Spec("XEP-0054", "3.1")]
    public async Task Card_comes_back_as_it_was([Values(null, "da39a3ee5e6b4b0d3255bfef95601890afd80709")] string? hash)
    {
        var account = NewAccount();
        Assert.That(await Stores.VCards.FindAsync(account, Ct), Is.Null);
        await Stores.VCards.SetAsync(account, new(EveryOctet, hash), Ct);
        var card = await FindAsync(account);
        Assert.That(card.Payload, Is.EqualTo(EveryOctet));
        Assert.That(card.PhotoHash, Is.EqualTo(hash));
        Assert.That(await Stores.VCards.FindPhotoHashAsync(account, Ct), Is.EqualTo(hash));
        Assert.That(await Stores.VCards.FindPhotoHashAsync(NewAccount(), Ct), Is.Null);
        Assert.That(await Stores.VCards.FindAsync(NewAccount(), Ct), Is.Null);
    }

    [Test]
    public async Task Setting_again_replaces_card_and_hash()
    {
        var account = NewAccount();
        await Stores.VCards.SetAsync(account, new(EveryOctet, "aa"), Ct);
        await Stores.VCards.SetAsync(account, new([1], null), Ct);
        var card = await FindAsync(account);
        Assert.That(card.Payload, Is.EqualTo(new byte[] { 1 }));
        Assert.That(card.PhotoHash, Is.Null);
    }

    [Test]
    [Case("OPS-08")]
    public async Task Erased_account_has_no_card()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.VCards.SetAsync(account, new(EveryOctet, null), Ct);
        await Stores.VCards.SetAsync(other, new(EveryOctet, null), Ct);
        Assert.That(await Stores.VCards.EraseAsync(account, Ct), Is.EqualTo(1));
        Assert.That(await Stores.VCards.FindAsync(account, Ct), Is.Null);
        Assert.That(await Stores.VCards.FindAsync(other, Ct), Is.Not.Null);
    }

    private async Task<VCard> FindAsync(Xmpp.Stanzas.Jids.Jid account) =>
        await Stores.VCards.FindAsync(account, Ct) ?? throw new AssertionException("no vCard");
}
