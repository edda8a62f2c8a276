using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Sessions;

public class CatchUpsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example");

    [Test]
    public void Nobody_waits_for_nothing()
    {
        var all = new CatchUps();
        Assert.That(all.OverAsync(s_juliet), Is.Null);
        using var _ = all.Begin(s_romeo);
        Assert.That(all.OverAsync(s_juliet), Is.Null);
    }

    [Test]
    public void It_is_over_when_the_last_of_them_is()
    {
        var all = new CatchUps();
        var first = all.Begin(s_juliet);
        var over = all.OverAsync(s_juliet);
        var second = all.Begin(s_juliet);
        first.Dispose();
        first.Dispose();
        Assert.That((over?.IsCompleted, all.OverAsync(s_juliet)), Is.EqualTo(((bool?)false, over)));
        second.Dispose();
        Assert.That((over?.IsCompleted, all.OverAsync(s_juliet)), Is.EqualTo(((bool?)true, (Task?)null)));
    }
}
