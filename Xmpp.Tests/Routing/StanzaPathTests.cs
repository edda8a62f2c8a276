namespace Xmpp.Tests.Routing;

public class StanzaPathTests
{
    [Test]
    public async Task The_order_of_the_stages_is_a_decision()
    {
        await using var host = await TestHost.StartAsync(listens: false);
        Assert.That(host.Server.Path.Order, Is.EqualTo(
            "send: BlockingFeature, RecipientLimit, ArchiveFeature, CarbonsFeature; receive: BlockingFeature, PepApprovals, ArchiveFeature, PushFeature; "
            + "plan: CarbonsFeature, OfflineFeature, PushFeature"));
    }
}
