using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

public class CatchUpsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example");

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Nobody_waits_for_nothing()
    {
        var all = new CatchUps(_time);
        Assert.That(all.OverAsync(s_juliet), Is.Null);
        using var _ = all.Begin(s_romeo);
        Assert.That(all.OverAsync(s_juliet), Is.Null);
    }

    [Test, CancelAfter(30_000)]
    public async Task It_is_over_when_the_last_of_them_is(CancellationToken ct)
    {
        var all = new CatchUps(_time);
        var first = all.Begin(s_juliet);
        var second = all.Begin(s_juliet);
        first.Dispose();
        first.Dispose();
        var over = all.OverAsync(s_juliet);
        Assert.That(over?.IsCompleted, Is.False);
        second.Dispose();
        Assert.That(all.OverAsync(s_juliet), Is.Null);
        await over!.WaitAsync(ct);
    }

    [Test, CancelAfter(30_000)]
    public async Task Nobody_waits_for_ever(CancellationToken ct)
    {
        var all = new CatchUps(_time);
        using var begun = all.Begin(s_juliet);
        _time.Advance(TimeSpan.FromSeconds(9));
        var over = all.OverAsync(s_juliet);
        Assert.That(over?.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(all.OverAsync(s_juliet), Is.Null);
        await over!.WaitAsync(ct);
    }
}
