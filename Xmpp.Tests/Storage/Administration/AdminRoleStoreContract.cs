using Xmpp.Storage.Administration;

namespace Xmpp.Tests.Storage.Administration;

[Case("OPS-11")]
public sealed class AdminRoleStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task A_role_is_one_for_each_host_and_one_for_everywhere()
    {
        var account = NewAccount();
        await Stores.AdminRoles.SetAsync(new(account, "example.org", AdminRole.Viewer), Ct);
        await Stores.AdminRoles.SetAsync(new(account, "example.org", AdminRole.Admin), Ct);
        await Stores.AdminRoles.SetAsync(new(account, "example.net", AdminRole.Moderator), Ct);
        await Stores.AdminRoles.SetAsync(new(account, null, AdminRole.Viewer), Ct);
        if (IsKept)
            await RestartAsync();
        RoleGrant[] expected =
        [
            new(account, null, AdminRole.Viewer), new(account, "example.net", AdminRole.Moderator),
            new(account, "example.org", AdminRole.Admin),
        ];
        Assert.That(await Stores.AdminRoles.FindAsync(account, Ct), Is.EqualTo(expected));
        Assert.That((await Stores.AdminRoles.ListAsync(Ct)).Where(grant => grant.Account == account), Is.EqualTo(expected));
    }

    [Test]
    public async Task None_takes_one_away_and_leaves_the_others()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.AdminRoles.SetAsync(new(account, "example.org", AdminRole.Admin), Ct);
        await Stores.AdminRoles.SetAsync(new(account, null, AdminRole.Admin), Ct);
        await Stores.AdminRoles.SetAsync(new(other, "example.org", AdminRole.Admin), Ct);
        await Stores.AdminRoles.SetAsync(new(account, "example.org", AdminRole.None), Ct);
        Assert.That((await Stores.AdminRoles.FindAsync(account, Ct)).Select(grant => grant.Host), Is.EqualTo(new string?[] { null }));
        Assert.That(await Stores.AdminRoles.FindAsync(other, Ct), Has.Count.EqualTo(1));
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_administers_nothing()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.AdminRoles.SetAsync(new(account, "example.org", AdminRole.Admin), Ct);
        await Stores.AdminRoles.SetAsync(new(account, null, AdminRole.Admin), Ct);
        await Stores.AdminRoles.SetAsync(new(other, null, AdminRole.Admin), Ct);
        Assert.That(await Stores.AdminRoles.EraseAsync(account, Ct), Is.EqualTo(2));
        Assert.That(await Stores.AdminRoles.FindAsync(account, Ct), Is.Empty);
        Assert.That(await Stores.AdminRoles.FindAsync(other, Ct), Has.Count.EqualTo(1));
    }
}
