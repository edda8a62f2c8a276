using Xmpp.Server.Data;
using Xmpp.Server.Data.Ejabberd;

namespace Xmpp.Tests.Data;

public sealed class ErlangReaderTests
{
    [Test]
    public void A_term_as_ejabberd_writes_it_is_read()
    {
        var options = ErlangOptions.Read("""
            [{title,<<71,195,164,114,116,101,110>>}, {description,<<"a\nb \"q\" \\ \x41\x{42}\103"/utf8>>},{persistent,true},
             {max_users,200}, {vcard,<<>>},{roles,[moderator,'a b@c']},{hats,#{<<"u">> => 1}},{password,"s",x},{rate,-1.5e3},
             {octets,<<255>>},{mixed,<<"a",98>>}]
            """)!;
        Assert.That(options.Text("title"), Is.EqualTo("G\u00e4rten"));
        Assert.That(options.Text("description"), Is.EqualTo("a\nb \"q\" \\ ABC"));
        Assert.That(options.Flag("persistent"), Is.True);
        Assert.That(options.Number("max_users"), Is.EqualTo(200));
        Assert.That(options.Text("vcard"), Is.Empty);
        Assert.That(options.List("roles"), Is.EqualTo(new[] { new ErlangTerm.Atom("moderator"), new ErlangTerm.Atom("a b@c") }));
        Assert.That(((ErlangTerm.Tuple)options.List("hats").Single()).Items, Is.EqualTo(new ErlangTerm[] { new ErlangTerm.Binary("u"), new ErlangTerm.Number("1") }));
        Assert.That(options["password"], Is.Null, "it is no pair");
        Assert.That(options["rate"], Is.EqualTo(new ErlangTerm.Number("-1.5e3")));
        Assert.That(options["octets"], Is.EqualTo(new ErlangTerm.Binary(null)), "no text");
        Assert.That(options.Text("mixed"), Is.EqualTo("ab"));
    }

    [TestCase("")]
    [TestCase("[")]
    [TestCase("[a")]
    [TestCase("[a,]")]
    [TestCase("{a b}")]
    [TestCase("[] []")]
    [TestCase("<<256>>")]
    [TestCase("<<\"a\">")]
    [TestCase("<<1")]
    [TestCase("\"a")]
    [TestCase("\"\\q\"")]
    [TestCase("\"\\x{d800}\"")]
    [TestCase("\"\\x{110000}\"")]
    [TestCase("\"\\")]
    [TestCase("Variable")]
    [TestCase("f()")]
    [TestCase("fun() -> ok end")]
    [TestCase("<0.1.0>")]
    [TestCase("#Ref<0.1>")]
    [TestCase("#{a => 1")]
    [TestCase("#{a = 1}")]
    public void Anything_else_is_refused(string text)
    {
        Assert.That(() => ErlangReader.Read(text), Throws.TypeOf<DataException>());
        Assert.That(ErlangReader.TryRead(text), Is.Null);
    }

    [Test]
    public void Depth_and_size_have_an_end()
    {
        Assert.That(() => ErlangReader.Read(new string('[', 100_000)), Throws.TypeOf<DataException>().With.Message.Contains("parts"));
        Assert.That(() => ErlangReader.Read($"[{string.Concat(Enumerable.Repeat("a,", 500_001))}a]"), Throws.TypeOf<DataException>().With.Message.Contains("parts"));
        Assert.That(ErlangReader.Read(new string('[', 50) + new string(']', 50)), Is.TypeOf<ErlangTerm.Sequence>());
    }

    [Test]
    public void Whatever_is_changed_in_a_term_it_is_read_or_refused()
    {
        const string Term = "[{title,<<\"a\\\"b\">>},{n,-12},{m,#{'x y' => {<<1,2>>,[]}}},{s,\"\\x{41}\\101\"}]";
        const string Characters = "[]{}<>\"'\\,#=x0aZ- \n";
        var state = 1u;
        for (var i = 0; i < 10_000; i++)
        {
            var text = Term.ToCharArray();
            for (var changes = Next(3); changes >= 0; changes--)
                text[Next(text.Length)] = Characters[Next(Characters.Length)];
            ErlangReader.TryRead(new string(text, 0, Next(text.Length + 1))); // another exception fails the test
        }

        int Next(int end)
        {
            state = (state * 1_664_525) + 1_013_904_223; // the same in every run
            return (int)((ulong)state * (ulong)end >> 32);
        }
    }
}
