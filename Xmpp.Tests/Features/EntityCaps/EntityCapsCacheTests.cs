using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.EntityCaps;

/// <summary>How many hashes are remembered: a client is asked again for one that was forgotten.</summary>
internal sealed class EntityCapsCacheTests
{
    private const int Capacity = 10;

    private static readonly Jid s_asker = Jid.Parse("romeo@capulet.example");

    private SentIqs _sent = null!;
    private EntityCapsCache _cache = null!;

    [SetUp]
    public void SetUp()
    {
        var time = new FakeTimeProvider();
        _sent = new SentIqs(time, int.MaxValue);
        _cache = new EntityCapsCache(
            static () => throw new InvalidOperationException("nothing is sent here"), _sent, new PepOptions { CachedCaps = Capacity },
            new PubSubMetrics(new ServerMetrics(Prometheus.Metrics.NewCustomRegistry())),
            new BackgroundWork(NullLogger<BackgroundWork>.Instance, CancellationToken.None), time);
    }

    [Test]
    [Spec("XEP-0115", "5.4")]
    public void As_many_as_there_is_room_for_are_remembered()
    {
        Assert.That(Enumerable.Range(0, Capacity).Select(IsAsked), Is.All.True);
        Assert.That(Enumerable.Range(0, Capacity).Select(IsAsked), Is.All.False);
    }

    [Test]
    [Spec("XEP-0115", "5.4")]
    public void Of_many_more_those_that_are_not_seen_any_more_are_forgotten()
    {
        _ = IsAsked(0);
        for (var i = 1; i < 10 * Capacity; i++)
        {
            Assert.That(IsAsked(i), Is.True);
            Assert.That(IsAsked(0), Is.False, "it is seen all the time");
        }
        Assert.That(Enumerable.Range(1, Capacity).Select(IsAsked), Is.All.True);
    }

    // True if the client with that hash is asked what it stands for.
    private bool IsAsked(int hash)
    {
        var before = _sent.Count;
        _cache.WhenKnown(
            s_asker, Jid.Parse($"{s_asker}/client{hash}"), new CapsKey(CapsKind.Caps, "sha-1", $"hash{hash}", null), static _ => { });
        return _sent.Count > before;
    }
}
