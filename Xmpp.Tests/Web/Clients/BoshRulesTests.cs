using System.Text;
using Xmpp.Server.Configuration;
using Xmpp.Server.Streams.Bosh;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Tests.Web.Clients;

/// <summary>XEP-0124 without a server: bodies, terms, keys, the window.</summary>
public class BoshRulesTests
{
    private const string Namespace = "xmlns='http://jabber.org/protocol/httpbind'";

    [TestCase($"<body rid='1' {Namespace}/>", ExpectedResult = true)]
    [TestCase($"<body rid='9007199254740991' {Namespace}/>", ExpectedResult = true)]
    [TestCase($"<body rid='9007199254740992' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='0' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='+1' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid=' 1' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1.5' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1' hold='-1' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1' wait='99999999999999999999' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1' ver='a' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1' pause='' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1' {Namespace}> <a xmlns='urn:a'/> </body>", ExpectedResult = true)]
    [TestCase($"<body rid='1' {Namespace}>text</body>", ExpectedResult = false)]
    [TestCase($"<body rid='1' {Namespace}/><body rid='1' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<!DOCTYPE a [<!ENTITY b 'c'>]><body rid='1' {Namespace}/>", ExpectedResult = false)]
    [TestCase($"<body rid='1' {Namespace}><!-- --></body>", ExpectedResult = false)]
    [TestCase("<body rid='1'/>", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    [Case("WEB-09")]
    public bool Body(string text) => TryRead(text, out _);

    [Test, Spec("XEP-0206", "2")]
    public void A_stanza_in_the_namespace_of_the_body_is_the_clients()
    {
        Assert.That(TryRead($"<body rid='1' {Namespace}><message><body>a</body><x xmlns='urn:x'/></message></body>", out var request));
        var message = request!.Elements[0];
        Assert.Multiple(() =>
        {
            Assert.That(StanzaWriterText(message), Is.EqualTo("<message xmlns='jabber:client'><body>a</body><x xmlns='urn:x'/></message>"));
            Assert.That(message.Parent, Is.Null);
        });
    }

    [TestCase(null, null, 60, 1, false)]
    [TestCase(99999L, 9L, 60, 2, false)]
    [TestCase(30L, 1L, 30, 1, false)]
    [TestCase(0L, 1L, 0, 1, true)]
    [TestCase(60L, 0L, 60, 0, true)]
    [TestCase(BoshNames.MaxRid, BoshNames.MaxRid, 60, 2, false)]
    [Spec("XEP-0124", "7.2"), Case("WEB-09")]
    public void Terms(long? wait, long? hold, int expectedWait, int expectedHold, bool isPolling)
    {
        var terms = BoshTerms.For(Request(1, wait: wait, hold: hold), new BoshOptions());
        Assert.That(
            (terms.Wait.TotalSeconds, terms.Hold, terms.Requests, terms.IsPolling),
            Is.EqualTo(((double)expectedWait, expectedHold, expectedHold + 1, isPolling)));
    }

    // The keys of §15.3, from a seed.
    [Test, Spec("XEP-0124", "15")]
    public void Keys_are_accepted_backwards_and_only_so()
    {
        var keys = new List<string> { "seed" };
        for (var i = 0; i < 4; i++)
            keys.Add(Hash(keys[^1]));
        var sequence = new BoshKeys(keys[4]);
        Assert.Multiple(() =>
        {
            Assert.That(sequence.TryAccept(keys[3], null), Is.True);
            Assert.That(sequence.TryAccept(keys[3], null), Is.False, "again");
            Assert.That(sequence.TryAccept(null, null), Is.False, "none");
            Assert.That(sequence.TryAccept(keys[2], Hash("other")), Is.True, "§15.5: another sequence begins");
            Assert.That(sequence.TryAccept(keys[1], null), Is.False, "the old one");
            Assert.That(sequence.TryAccept("other", null), Is.True);
            Assert.That(new BoshKeys(null).TryAccept(null, null), Is.True);
        });
    }

    [Test, Spec("XEP-0124", "14.2"), Case("WEB-08")]
    public async Task Requests_are_taken_and_answered_in_order_and_kept_for_repeats()
    {
        var exchange = new BoshExchange(BoshTerms.For(Request(9), new BoshOptions()), Request(9));
        var taken = new List<long>();
        Assert.That(exchange.Receive(Request(10)), Is.Null);
        Assert.That(exchange.TryTake(out _, out _), Is.False, "9 is to come first");
        var first = Request(9);
        Assert.That(exchange.Receive(first), Is.Null);
        while (exchange.TryTake(out var next, out _))
            taken.Add(next.Rid);
        Assert.That(taken, Is.EqualTo(new long[] { 9, 10 }));
        exchange.Answer("nine"u8.ToArray());
        exchange.Answer("ten"u8.ToArray());
        Assert.That(Encoding.UTF8.GetString((await first.Answered).Span), Is.EqualTo("nine"));
        var again = Request(9);
        Assert.That(exchange.Receive(again), Is.Null);
        Assert.That(Encoding.UTF8.GetString((await again.Answered).Span), Is.EqualTo("nine"));
        Assert.That(exchange.Receive(Request(8)), Is.EqualTo(BoshNames.ItemNotFound), "never heard of");
        Assert.That(exchange.Receive(Request(13)), Is.EqualTo(BoshNames.ItemNotFound), "out of the window");
    }

    [Test, Spec("XEP-0124", "11")]
    public void The_window_moves_by_answers_and_not_by_what_is_taken()
    {
        var exchange = new BoshExchange(BoshTerms.For(Request(9), new BoshOptions()), Request(9));
        foreach (var rid in new[] { 9, 10 })
        {
            Assert.That(exchange.Receive(Request(rid)), Is.Null);
            Assert.That(exchange.TryTake(out _, out _));
        }
        Assert.That(exchange.Receive(Request(11)), Is.EqualTo(BoshNames.ItemNotFound), "two are not answered");
        exchange.Answer("nine"u8.ToArray());
        Assert.That(exchange.Receive(Request(11)), Is.Null);
        Assert.That(exchange.Receive(Request(12)), Is.EqualTo(BoshNames.ItemNotFound));
    }

    [Test, Spec("XEP-0124", "14.3")]
    public async Task Who_asks_again_with_another_key_gets_nothing()
    {
        var created = Request(1, newKey: Hash("b"));
        var exchange = new BoshExchange(BoshTerms.For(created, new BoshOptions()), created);
        exchange.Receive(created);
        exchange.TryTake(out _, out _);
        exchange.Answer("one"u8.ToArray());
        var second = Request(2, key: "b");
        exchange.Receive(second);
        Assert.That(exchange.TryTake(out _, out var condition), Is.True);
        Assert.That(condition, Is.Null);
        Assert.That(exchange.Receive(Request(2, key: "c")), Is.EqualTo(BoshNames.ItemNotFound));
        Assert.That(exchange.Receive(Request(2, key: "b")), Is.Null);
        Assert.That(Encoding.UTF8.GetString((await second.Answered).Span), Does.Contain("type='error'"));
    }

    [Test]
    public void Whatever_comes_is_read_or_refused()
    {
#pragma warning disable RS0030 // seeded: a failure can be repeated
        var random = new Random(20_260_102);
        var seed = Encoding.UTF8.GetBytes(
            $"<body rid='1' sid='s' wait='60' hold='1' ver='1.6' to='capulet.example' {Namespace}><message xmlns='jabber:client'><body>a</body></message></body>");
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = seed.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var length = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length);
            if (BoshBody.TryRead(bytes.AsSpan(0, length), new StanzaReaderLimits(), out var request))
                Assert.That(request.Rid, Is.InRange(1, BoshNames.MaxRid));
        }
#pragma warning restore RS0030
    }

    private static bool TryRead(string text, out BoshRequest? request) =>
        BoshBody.TryRead(Encoding.UTF8.GetBytes(text), new StanzaReaderLimits(), out request);

    private static string StanzaWriterText(System.Xml.Linq.XElement element) => Encoding.UTF8.GetString(StanzaWriter.ToBytes(element));

#pragma warning disable CA5350 // XEP-0124 §15.3: SHA-1
    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    private static BoshRequest Request(
        long rid, long? wait = null, long? hold = null, string? key = null, string? newKey = null) => new()
        {
            Rid = rid,
            Wait = wait,
            Hold = hold,
            Key = key,
            NewKey = newKey,
            Elements = [],
            Bytes = 0,
        };
}
