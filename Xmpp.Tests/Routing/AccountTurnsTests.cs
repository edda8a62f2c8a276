using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Routing;

[Case("MAM-05")]
public class AccountTurnsTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@montague.example");

    [Test]
    public void The_first_goes_at_once_and_the_next_when_it_has_gone()
    {
        var turns = new AccountTurns();
        var first = Take(turns, s_juliet);
        var second = Take(turns, s_juliet);
        var other = Take(turns, s_romeo);
        Assert.That((first.Reached.IsCompleted, second.Reached.IsCompleted, other.Reached.IsCompleted), Is.EqualTo((true, false, true)));
        first.End();
        Assert.That(second.Reached.IsCompleted, Is.True);
    }

    [Test]
    public void Who_comes_when_nobody_is_before_him_waits_for_nobody()
    {
        var turns = new AccountTurns();
        var first = Take(turns, s_juliet);
        first.End();
        first.End();
        Assert.That(Take(turns, s_juliet).Reached.IsCompleted, Is.True);
    }

    [Test]
    public void What_has_no_place_takes_no_turn()
    {
        var turns = new AccountTurns();
        Assert.That(turns.Take<int>(s_juliet, () => null), Is.Null);
        Assert.That(Take(turns, s_juliet).Reached.IsCompleted, Is.True);
    }

    [Test]
    public async Task The_order_of_the_places_is_that_of_the_turns_whoever_runs_first()
    {
        var turns = new AccountTurns();
        var next = 0;
        var handedOver = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var (place, turn) = turns.Take<int>(s_juliet, () => next++)!.Value;
                if (place % 3 == 0)
                    await Task.Yield();
                await turn.Reached;
                handedOver.Add(place); // nobody else is here
                turn.End();
            }
        })));
        Assert.That(handedOver, Is.EqualTo(Enumerable.Range(0, 4000)));
    }

    private static AccountTurns.Turn Take(AccountTurns turns, Jid account) => turns.Take<int>(account, () => 1)!.Value.Turn;
}
