using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Accounts;

/// <summary>What becomes of the name of an account that has been deleted.</summary>
[Case("OPS-08")]
public sealed class DeletedNamesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Test]
    public async Task Only_who_says_so_gets_it_and_then_it_is_kept_no_longer()
    {
        await using var host = await StartAsync(TimeSpan.FromDays(30));
        var accounts = host.Server.Accounts;
        await accounts.DeleteAsync(s_juliet, default);
        Assert.That(await accounts.KeptUntilAsync(s_juliet, default), Is.EqualTo(_time.GetUtcNow().AddDays(30)));
        Assert.That(await accounts.CreateAsync(new(s_juliet, "x"), default), Is.EqualTo(AccountOutcome.Kept));
        Assert.That(await accounts.CreateAsync(new(s_juliet, "x") { TakesKept = true }, default), Is.EqualTo(AccountOutcome.Done));
        Assert.That(await accounts.KeptUntilAsync(s_juliet, default), Is.Null);
        Assert.That(await accounts.CreateAsync(new(s_juliet, "x"), default), Is.EqualTo(AccountOutcome.Exists));
    }

    [Test]
    public async Task Nothing_is_noted_where_that_is_off()
    {
        await using var host = await StartAsync(TimeSpan.Zero);
        await host.Server.Accounts.DeleteAsync(s_juliet, default);
        Assert.That(await new Stores(host.Server.Storage, _time).DeletedNames.FindAsync(s_juliet, default), Is.Null);
        Assert.That(await host.Server.Accounts.CreateAsync(new(s_juliet, "x"), default), Is.EqualTo(AccountOutcome.Done));
    }

    [Test]
    public async Task It_is_forgotten_when_the_time_is_over()
    {
        await using var host = await StartAsync(TimeSpan.FromDays(1));
        var store = new Stores(host.Server.Storage, _time).DeletedNames;
        await host.Server.Accounts.DeleteAsync(s_juliet, default);
        var names = new DeletedNames(store, new RegistrationOptions { DeletedNames = TimeSpan.FromDays(1) }, _time);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(await names.ForgetOldAsync(default), Is.Zero);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await names.ForgetOldAsync(default), Is.EqualTo(1));
        Assert.That(await store.FindAsync(s_juliet, default), Is.Null);
    }

    [TestCase(0), TestCase(1), Case("ABU-03")]
    public async Task The_address_of_who_made_an_account_is_known_for_a_time(int days)
    {
        await using var host = await TestHost.StartAsync(
            time: _time, listens: false,
            configure: options => options with { Registration = new RegistrationOptions { KeepAddresses = TimeSpan.FromDays(days) } });
        await host.Server.Accounts.CreateAsync(new(s_juliet, "x") { Origin = new(AccountWay.InBand, "192.0.2.1") }, default);
        var stores = new Stores(host.Server.Storage, _time);
        Assert.That(
            await stores.AccountOrigins.FindAsync(s_juliet, default),
            Is.EqualTo(new AccountOrigin(AccountWay.InBand, days == 0 ? null : "192.0.2.1")));
        var options = new RegistrationOptions { KeepAddresses = TimeSpan.FromDays(days) };
        var retention = new AccountRetention(
            new DeletedNames(stores.DeletedNames, options, _time), stores.AccountOrigins, options, _time, host.Server.Background);
        _time.Advance(TimeSpan.FromDays(days) + TimeSpan.FromMilliseconds(1));
        await retention.RemoveAsync(default);
        Assert.That(await stores.AccountOrigins.FindAsync(s_juliet, default), Is.EqualTo(new AccountOrigin(AccountWay.InBand, null)));
    }

    private Task<TestHost> StartAsync(TimeSpan kept) => TestHost.StartAsync(
        time: _time, listens: false, accounts: "juliet@capulet.example",
        configure: options => options with { Registration = new RegistrationOptions { DeletedNames = kept } });
}
