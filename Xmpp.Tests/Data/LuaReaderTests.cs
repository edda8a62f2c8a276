using System.Text;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Prosody;

namespace Xmpp.Tests.Data;

public sealed class LuaReaderTests
{
    [Test]
    public void A_file_as_Prosody_writes_it_is_read()
    {
        var table = (LuaTable)Read("""
            -- made by Prosody
            return {
                ["stored_key"] = "0123\"\\\10\065\n";
                ["iteration_count"] = 10000;
                ["created"] = 1732590000.25;
                [false] = { ["version"] = 3; ["pending"] = {}; };
                name = 'message', attr = { ["a\1b"] = "c" };
                { "x", true; nil; -1.5e3 };
            };
            """)!;
        Assert.That(table.Text("stored_key"), Is.EqualTo("0123\"\\\nA\n"));
        Assert.That(table.Number("iteration_count"), Is.EqualTo(10000));
        Assert.That(table.Number("created"), Is.EqualTo(1732590000.25));
        Assert.That(((LuaTable)table[false]!).Number("version"), Is.EqualTo(3));
        Assert.That(table.Table("attr")!.Text("a\u0001b"), Is.EqualTo("c"));
        Assert.That(((LuaTable)table.Sequence().Single()).Sequence().Select(v => v.ToString()), Is.EqualTo(new[] { "x", "True" }));
    }

    [Test]
    public void Items_come_one_after_the_other()
    {
        using var stream = new MemoryStream("item({ [\"a\"] = 1; });\nitem({ [\"a\"] = 2; });\n"u8.ToArray());
        Assert.That(new LuaReader(stream).ReadItems().Select(i => ((LuaTable)i).Number("a")), Is.EqualTo(new[] { 1.0, 2.0 }));
    }

    [TestCase("return os.execute('true')")]
    [TestCase("return { f() }")]
    [TestCase("return { x = print }")]
    [TestCase("return function() end")]
    [TestCase("return 1 + 1")]
    [TestCase("return { [nil] = 1 }")]
    [TestCase("return {} {}")]
    [TestCase("return { 1 2 }")]
    [TestCase("return { ")]
    [TestCase("return \"a")]
    [TestCase("return \"\\q\"")]
    [TestCase("return \"\\999\"")]
    [TestCase("return \"\\xg0\"")]
    [TestCase("return [[long]]")]
    [TestCase("return 1.2.3")]
    [TestCase("x = 1")]
    [TestCase("")]
    public void Anything_else_is_refused(string text) =>
        Assert.That(() => Read(text), Throws.TypeOf<DataException>().With.Message.StartsWith("line 1"));

    [Test]
    public void Depth_and_size_have_an_end()
    {
        Assert.That(() => Read("return " + new string('{', 100_000)), Throws.TypeOf<DataException>().With.Message.Contains("tables"));
        Assert.That(() => Read($"return \"{new string('x', 2000)}\""), Throws.TypeOf<DataException>().With.Message.Contains("octets"));
    }

    [Test]
    public void Octets_that_are_no_text_stay_octets()
    {
        var text = (LuaText)Read("return \"\\255\\0\"")!;
        Assert.That(text.Bytes, Is.EqualTo(new byte[] { 255, 0 }));
        Assert.That(() => text.ToString(), Throws.TypeOf<DataException>());
    }

    private static object? Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return new LuaReader(stream, maxItem: text.StartsWith("return {{{", StringComparison.Ordinal) ? 1_000_000 : 1000).ReadDocument();
    }
}
