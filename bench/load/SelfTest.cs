using System.Text;

namespace XmppLoad;

/// <summary>Checks of the parts that every figure rests on.</summary>
internal static class SelfTest
{
    private static int failures, checks;

    public static int Run()
    {
        Scanner();
        Lookups();
        ScramVectors();
        Counting();
        Templates();
        Console.WriteLine($"{checks - failures} passed, {failures} failed");
        return failures == 0 ? 0 : 1;
    }

    private static void Check(string what, bool good)
    {
        checks++;
        if (good) return;
        failures++;
        Console.WriteLine("FAILED " + what);
    }

    private static void Scanner()
    {
        string[] parts =
        [
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' a=\"x>y'\" b='/>'>",
            "<stream:features><a/><b x='>'>t</b></stream:features>",
            "<message from='a@b/\">'><body>1 &lt; 2 > 0</body><x y='/'/></message>",
            "<r xmlns='urn:xmpp:sm:3'/>",
            "<iq type='result' id=\"a'b\"><q><q><q/></q></q></iq>",
            "<presence/>",
            "</stream:stream>",
        ];
        byte[] all = Encoding.UTF8.GetBytes(string.Join(" \n", parts));
        string[] want = [parts[0][21..], .. parts[1..]];
        Unit[] kinds = [Unit.StreamOpen, .. Enumerable.Repeat(Unit.Stanza, 5), Unit.StreamClose];
        // Cut at every pair of places, dropping finished bytes now and then as a connection does.
        for (int step = 1; step <= all.Length; step++)
        {
            var scanner = new StanzaScanner();
            var buffer = new byte[all.Length];
            int filled = 0, taken = 0;
            var got = new List<string>();
            var units = new List<Unit>();
            while (taken < all.Length)
            {
                int n = Math.Min(step, all.Length - taken);
                all.AsSpan(taken, n).CopyTo(buffer.AsSpan(filled));
                taken += n;
                filled += n;
                while (scanner.Next(buffer.AsSpan(0, filled), out int start, out int length) is var u and not Unit.None)
                {
                    got.Add(Encoding.UTF8.GetString(buffer, start, length));
                    units.Add(u);
                }
                int keep = scanner.KeepFrom;
                buffer.AsSpan(keep, filled - keep).CopyTo(buffer);
                filled -= keep;
                scanner.Shift(keep);
            }
            Check($"scanner, reads of {step}", got.SequenceEqual(want) && units.SequenceEqual(kinds));
        }
    }

    private static void Lookups()
    {
        ReadOnlySpan<byte> s =
            "<message xml:lang='en' id=\"a'1\" to='u@h/r' from='x>y'><body a='1'>hi</body></message>"u8;
        Check("name", s.Is("message"u8) && !s.Is("mess"u8));
        Check("attribute", s.Attribute("to"u8).SequenceEqual("u@h/r"u8) && s.Attribute("id"u8).SequenceEqual("a'1"u8));
        Check("attribute with >", s.Attribute("from"u8).SequenceEqual("x>y"u8));
        Check("no attribute", s.Attribute("type"u8).IsEmpty && s.Attribute("a"u8).IsEmpty);
        Check("text", s.TextOf("<body"u8).SequenceEqual("hi"u8));
    }

    private static void ScramVectors()
    {
        // RFC 5802, section 5, and RFC 7677, section 3.
        var sha1 = new Scram("SCRAM-SHA-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
        sha1.First();
        string final = sha1.Final("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        Check("SCRAM-SHA-1 proof", final.EndsWith("p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", StringComparison.Ordinal));
        Check("SCRAM-SHA-1 server", sha1.Verify("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        Check("SCRAM-SHA-1 wrong server", !sha1.Verify("v=rmF9pqV8S7suAoZWja4dJRkFsKA="));
        var sha256 = new Scram("SCRAM-SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        sha256.First();
        final = sha256.Final("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        Check("SCRAM-SHA-256 proof",
            final.EndsWith("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", StringComparison.Ordinal));
        Check("SCRAM-SHA-256 server", sha256.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    private static void Counting()
    {
        var s = new Sequence(200);
        for (int i = 0; i < 200; i++) s.Add(i);
        Check("all in order", s is { Lost: 0, Duplicated: 0, Reordered: 0, Unique: 200, Foreign: 0 });
        s = new Sequence(200);
        for (int i = 0; i < 200; i++)
            if (i != 64) s.Add(i);
        Check("one lost", s is { Lost: 1, Duplicated: 0, Reordered: 0 });
        s.Add(10);
        Check("one twice", s is { Lost: 1, Duplicated: 1, Reordered: 0 });
        s.Add(64);
        Check("one late", s is { Lost: 0, Duplicated: 1, Reordered: 1 });
        s.Add(200);
        s.Add(-1);
        Check("out of range", s is { Lost: 0, Foreign: 2 });
        var v = new Verdict { Expected = 200 };
        v.Add(s);
        Check("verdict", !v.Clean && v is { Duplicated: 1, Reordered: 1, Stray: 2, Received: 200 });
        var good = new Verdict { Expected = 1 };
        var one = new Sequence(1);
        one.Add(0);
        good.Add(one);
        Check("clean verdict", good.Clean);
    }

    private static void Templates()
    {
        var t = new MessageTemplate(0xabc, 42, "u1@localhost/r", "chat", 350);
        Check("size", t.Size == 350);
        var bytes = t.Next(1234567).ToArray();
        Check("mark", MessageTemplate.TryRead(bytes, out var m, out var filler)
            && m is { Run: 0xabc, Stream: 42, Sequence: 1234567 }
            && m.SentAt > 0 && filler.SequenceEqual(t.ExpectedFiller));
        Check("ids", Encoding.UTF8.GetString(bytes).Split("m00000abc0001234567").Length == 3);
        Check("no mark", !MessageTemplate.TryRead("<message><body>hello</body></message>"u8, out _, out _));
    }
}
