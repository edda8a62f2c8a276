namespace Xmpp.Tests.Storage.Administration;

public sealed class HostMessageStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test, Spec("XEP-0133", "4.24")]
    public async Task A_message_is_one_of_its_kind_for_a_host_and_is_replaced_and_taken_away()
    {
        const string text = "'; DROP TABLE \U0001F600\nthe second line";
        await Stores.HostMessages.SetAsync("a.example", "motd", "old", Ct);
        await Stores.HostMessages.SetAsync("a.example", "motd", text, Ct);
        await Stores.HostMessages.SetAsync("b.example", "motd", "another", Ct);
        await Stores.HostMessages.SetAsync("a.example", "other", "of another kind", Ct);
        if (IsKept)
            await RestartAsync();
        Assert.That(await Stores.HostMessages.FindAsync("a.example", "motd", Ct), Is.EqualTo(text));
        Assert.That(await Stores.HostMessages.FindAsync("c.example", "motd", Ct), Is.Null);
        Assert.That(
            await Stores.HostMessages.ListAsync("motd", Ct),
            Is.EquivalentTo(new Dictionary<string, string> { ["a.example"] = text, ["b.example"] = "another" }));
        await Stores.HostMessages.SetAsync("a.example", "motd", null, Ct);
        Assert.That(await Stores.HostMessages.FindAsync("a.example", "motd", Ct), Is.Null);
        Assert.That(await Stores.HostMessages.FindAsync("a.example", "other", Ct), Is.EqualTo("of another kind"));
    }
}
