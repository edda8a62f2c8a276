using Xmpp.Server.Features.Offline;

namespace Xmpp.Tests.Features.Offline;

[Case("RTE-09")]
public class GivenMessagesTests
{
    private GivenMessages _given = new();

    [SetUp]
    public void Give_three()
    {
        _given = new GivenMessages();
        for (var id = 1; id <= 3; id++)
            Assert.That(_given.TryGive(id), Is.True);
    }

    [Test]
    public void What_one_resource_has_before_it_is_given_to_no_other() => Assert.That(_given.TryGive(2), Is.False);

    [Test]
    public void Only_what_is_settled_from_the_beginning_is_removed()
    {
        Assert.That(_given.Settle(2, isTaken: true), Is.False);
        Assert.That(_given.Settle(1, isTaken: true), Is.True);
        Assert.That(_given.SettledThrough, Is.EqualTo(2));
    }

    [Test]
    public void What_is_lost_stays_and_is_given_again()
    {
        _given.Settle(1, isTaken: false);
        _given.Settle(2, isTaken: true);
        Assert.Multiple(() =>
        {
            Assert.That(_given.SettledThrough, Is.Zero);
            Assert.That(_given.TryGive(1), Is.True);
            Assert.That(_given.TryGive(2), Is.False, "somebody has had it");
        });
    }

    [Test]
    public void What_came_back_and_has_been_removed_since_holds_nothing_up()
    {
        _given.Settle(1, isTaken: true);
        _given.Settle(2, isTaken: false);
        _given.Settle(3, isTaken: true);
        Assert.That(_given.SettledThrough, Is.EqualTo(1));
        _given.Removed(1);
        Assert.That(_given.Forget(1, 3, [3]), Is.True, "there is something to remove");
        Assert.That(_given.SettledThrough, Is.EqualTo(3));
        _given.Removed(3);
        Assert.That(_given.IsIdle, Is.True);
    }

    [TestCase(1L, 3L, new long[] { 2, 3 }, Description = "it is there")]
    [TestCase(0L, 1L, new long[] { 1 }, Description = "not looked at")]
    [TestCase(2L, long.MaxValue, new long[] { 3 }, Description = "nor here")]
    public void What_came_back_and_is_there_is_not_forgotten(long after, long through, long[] stored)
    {
        _given.Settle(1, isTaken: true);
        _given.Settle(2, isTaken: false);
        Assert.That(_given.Forget(after, through, stored), Is.False);
        Assert.That(_given.SettledThrough, Is.EqualTo(1));
        Assert.That(_given.TryGive(2), Is.True);
    }

    [Test]
    public void What_a_resource_still_has_is_not_forgotten()
    {
        Assert.That(_given.Forget(0, long.MaxValue, []), Is.False);
        Assert.That(_given.SettledThrough, Is.Zero);
    }

    [Test]
    public void One_removal_runs_at_a_time_and_goes_on_while_there_is_more()
    {
        Assert.That(_given.Settle(1, isTaken: true), Is.True);
        Assert.That(_given.Settle(2, isTaken: true), Is.False, "the first removal is under way");
        Assert.That(_given.Removed(1), Is.True, "and has more to do");
        Assert.That(_given.Removed(2), Is.False);
        Assert.That(_given.IsIdle, Is.False, "the third is still with the resource");
        Assert.That(_given.Settle(3, isTaken: true), Is.True);
    }

    [Test]
    public void A_removal_that_failed_is_tried_again_with_the_next()
    {
        _given.Settle(1, isTaken: true);
        _given.RemovalFailed();
        Assert.That(_given.Settle(2, isTaken: true), Is.True);
        Assert.That(_given.TryGive(1), Is.False);
    }
}
