namespace Xmpp.Tests.Storage.Secrets;

public sealed class ServerSecretStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    [Case("AUTH-08")]
    public async Task Secret_is_made_once_however_many_ask_at_once()
    {
        var secrets = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => Stores.Secrets.GetOrCreateAsync("race", 32, Ct)));
        Assert.That(secrets[0], Has.Length.EqualTo(32));
        Assert.That(secrets, Is.All.EqualTo(secrets[0]));
    }

    [Test]
    public async Task Secrets_of_different_names_differ()
    {
        string[] names = ["a", "A", "a ", "\u00e4"];
        var secrets = new List<byte[]>();
        foreach (var name in names)
            secrets.Add(await Stores.Secrets.GetOrCreateAsync(name, 16, Ct));
        Assert.That(secrets.Select(Convert.ToHexString), Is.Unique);
    }

    [Test]
    public async Task Secret_is_the_same_after_a_restart()
    {
        if (!IsKept)
            Assert.Pass("in memory nothing is kept, which is what that is for");
        var before = await Stores.Secrets.GetOrCreateAsync("kept", 64, Ct);
        await RestartAsync();
        Assert.That(await Stores.Secrets.GetOrCreateAsync("kept", 64, Ct), Is.EqualTo(before));
    }
}
