using Xmpp.Server.Accounts;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Accounts;

[Case("AUTH-17")]
public class AccountChangesTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_nurse = Jid.Parse("nurse@capulet.example");

    [Test]
    public void What_was_proved_before_a_change_is_void_and_what_comes_after_is_not()
    {
        var changes = new AccountChanges();
        var before = changes.Moment;
        Assert.That(changes.IsChangedSince(s_juliet, before), Is.False);
        changes.Note(s_juliet);
        Assert.That(changes.IsChangedSince(s_juliet, before), Is.True);
        Assert.That(changes.IsChangedSince(s_nurse, before), Is.False);
        Assert.That(changes.IsChangedSince(s_juliet, changes.Moment), Is.False);
    }

    [Test]
    public void Who_cannot_be_remembered_has_to_prove_it_again()
    {
        var changes = new AccountChanges(capacity: 2);
        var before = changes.Moment;
        changes.Note(s_juliet);
        for (var i = 0; i < 5; i++)
            changes.Note(Jid.Parse($"u{i}@capulet.example"));
        Assert.That(changes.IsChangedSince(s_juliet, before), Is.True);
        Assert.That(changes.IsChangedSince(s_juliet, changes.Moment), Is.False);
    }
}
