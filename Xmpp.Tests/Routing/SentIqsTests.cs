using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Routing;

[Spec("RFC 6120", "8.2.3")]
public class SentIqsTests
{
    private static readonly Jid s_asked = Jid.Parse("push.client.example");

    private readonly FakeTimeProvider _time = new();
    private readonly List<Iq?> _answers = [];

    [SetUp]
    public void Forget() => _answers.Clear();

    [Test]
    public void An_answer_counts_once_and_only_from_whom_was_asked()
    {
        var sent = new SentIqs(_time, 10);
        Assert.That(sent.TryAdd("a", s_asked, TimeSpan.FromMinutes(1), _answers.Add), Is.True);
        sent.OnAnswer(Answer("b"), s_asked);
        sent.OnAnswer(Answer("a"), Jid.Parse("romeo@montague.example"));
        sent.OnAnswer(Answer("a"), Jid.Parse("push.client.example/x"));
        Assert.That(_answers, Is.Empty);
        sent.OnAnswer(Answer("a"), s_asked);
        sent.OnAnswer(Answer("a"), s_asked);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(_answers.Select(a => a?.Id), Is.EqualTo(new[] { "a" }));
        Assert.That(sent.Count, Is.Zero);
    }

    [Test]
    public void No_answer_in_time_is_one_too()
    {
        var sent = new SentIqs(_time, 10);
        sent.TryAdd("a", s_asked, TimeSpan.FromMinutes(1), _answers.Add);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(_answers, Is.Empty);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_answers, Is.EqualTo(new Iq?[] { null }));
        sent.OnAnswer(Answer("a"), s_asked);
        Assert.That(_answers, Has.Count.EqualTo(1));
    }

    [Test]
    public void So_many_may_wait_and_no_more()
    {
        var sent = new SentIqs(_time, 2);
        Assert.That(sent.TryAdd("a", s_asked, TimeSpan.FromMinutes(1), _answers.Add), Is.True);
        Assert.That(sent.TryAdd("b", s_asked, TimeSpan.FromMinutes(1), _answers.Add), Is.True);
        Assert.That(sent.TryAdd("c", s_asked, TimeSpan.FromMinutes(1), _answers.Add), Is.False);
        sent.OnAnswer(Answer("a"), s_asked);
        Assert.That(sent.TryAdd("c", s_asked, TimeSpan.FromMinutes(1), _answers.Add), Is.True);
    }

    private static Iq Answer(string id) => new(IqType.Result, id, s_asked, Jid.Parse("capulet.example"));
}
