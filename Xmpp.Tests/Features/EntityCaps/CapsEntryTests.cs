using Xmpp.Server.Features.EntityCaps;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.EntityCaps;

/// <summary>Who is asked what a hash stands for.</summary>
internal sealed class CapsEntryTests
{
    private static readonly Jid s_asker = Jid.Parse("romeo@capulet.example");
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Test]
    [Spec("XEP-0115", "5.4")]
    public void Whoever_had_no_answer_is_not_asked_again_soon_but_another_one_is()
    {
        var entry = new CapsEntry();
        Assert.That(Waits(entry, "phone"), Is.True);
        Assert.That(entry.Next(s_now), Is.Null, "nobody else sends the hash");
        Assert.That(Waits(entry, "phone"), Is.False);
        Assert.That(Waits(entry, "laptop"), Is.True);
    }

    [Test]
    [Spec("XEP-0115", "5.4")]
    public void After_a_while_anybody_is_asked_again()
    {
        var entry = new CapsEntry();
        _ = Waits(entry, "phone");
        _ = entry.Next(s_now);
        Assert.That(Waits(entry, "phone", retryBefore: s_now), Is.True);
    }

    [Test]
    [Spec("XEP-0115", "5.4")]
    public void A_hash_that_nobody_can_explain_does_not_bother_everybody()
    {
        var entry = new CapsEntry();
        var asked = 0;
        for (var i = 0; i < 100; i++)
        {
            if (!Waits(entry, $"client{i}"))
                continue;
            asked++;
            _ = entry.Next(s_now);
        }
        Assert.That(asked, Is.EqualTo(10));
    }

    private static bool Waits(CapsEntry entry, string resource, DateTimeOffset? retryBefore = null) => entry.Wait(
        s_asker, Jid.Parse($"{s_asker}/{resource}"), static _ => { }, 100, retryBefore ?? s_now.AddMinutes(-1));
}
