using System.Text;
using Xmpp.Server.Features.Archive;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0431", "3.2")]
public class SearchWordsTests
{
    [TestCase("", "")]
    [TestCase("But soft! What light through yonder window breaks?", "but soft what light through yonder window breaks")]
    [TestCase("don't (re-)do 3rd: a_b", "don t re do 3rd a b")]
    [TestCase("\u00c9T\u00c9 e\u0301te\u0301 Stra\u00dfe", "ete ete stra\u00dfe")]
    [TestCase("\uff21\uff22\uff23 \ufb01n", "abc fin")]
    [TestCase("zero\u00adwidth\u200d", "zerowidth")]
    [TestCase("\u6771\u4eac\u30bf\u30ef\u30fc", "\u6771 \u4eac \u30bf \u30ef \u30fc")]
    [TestCase("see\u6771see", "see \u6771 see")]
    [TestCase("\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440", "\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440")]
    [TestCase("ok\U0001F600\U0001F44D", "ok \U0001F600 \U0001F44D")]
    [TestCase("* \" OR NEAR( AND -x", "or near and x")]
    public void Words_are_runs_of_letters_and_digits(string text, string expected) =>
        Assert.That(string.Join(' ', SearchWords.Of(text)), Is.EqualTo(expected));

    [Test]
    public void A_word_is_no_longer_than_it_may_be()
    {
        var words = SearchWords.Of($"{new string('a', 1000)} b").ToList();
        Assert.That(words, Is.EqualTo(new[] { new string('a', SearchWords.MaxLength), "b" }));
        var wide = string.Concat(Enumerable.Repeat("\U00010400", 100)); // Deseret, two units each
        Assert.That(Encoding.UTF8.GetByteCount(SearchWords.Of(wide).Single()), Is.LessThan(255), "the column");
    }

    [TestCase("light", "what light", true)]
    [TestCase("ligh", "what light", true)]
    [TestCase("LIGHT what", "what light", true)]
    [TestCase("light dark", "what light", false)]
    [TestCase("li", "what light", false)]
    [TestCase("ight", "what light", false)]
    [TestCase("!?", "what light", false)]
    [TestCase("\u6771", "\u6771\u4eac", true)]
    public void Every_word_must_be_there_or_its_beginning(string search, string text, bool expected) =>
        Assert.That(SearchTerms.Read(search)?.Match([.. SearchWords.Of(text)]), Is.EqualTo(expected));

    [Test]
    public void Too_many_words_are_no_search()
    {
        var words = string.Join(' ', Enumerable.Range(0, SearchTerms.MaxTerms).Select(i => $"w{i}"));
        Assert.That(SearchTerms.Read($"{words} w0 {words}")?.All.Length, Is.EqualTo(SearchTerms.MaxTerms));
        Assert.That(SearchTerms.Read($"{words} more"), Is.Null);
    }

    [TestCase("<message xmlns='jabber:client'><subject>a</subject><body>b</body><body xml:lang='de'>c b</body></message>", "a b c")]
    [TestCase("<message xmlns='jabber:client'><x xmlns='urn:x'><body>a</body></x></message>", "")]
    [TestCase("<message xmlns='jabber:client'><body>This is secret</body><encryption xmlns='urn:xmpp:eme:0' namespace='x'/></message>", "")]
    [TestCase("<message xmlns='jabber:client'><body>This is secret</body><encrypted xmlns='urn:xmpp:omemo:2'/></message>", "")]
    [TestCase("<presence xmlns='jabber:client'><body>a</body></presence>", "")]
    public void The_words_of_a_message_are_those_that_people_read(string stanza, string expected) =>
        Assert.That(string.Join(' ', MessageWords.Of(Encoding.UTF8.GetBytes(stanza))), Is.EqualTo(expected));

    [Test]
    public void A_message_has_no_more_words_than_it_may()
    {
        var body = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"w{i}"));
        var words = MessageWords.Of(Encoding.UTF8.GetBytes($"<message xmlns='jabber:client'><body>{body}</body></message>"));
        Assert.That(words, Has.Count.EqualTo(MessageWords.MaxWords));
    }
}
