using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Xmpp.Stanzas.Preparation;

/// <summary>Punycode (RFC 3492), without the ACE prefix; quadratic in time, so for short labels only.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 0x80;

    /// <summary>RFC 3492 §6.2; false on anything that is no encoding of Unicode code points.</summary>
    public static bool TryDecode(ReadOnlySpan<char> input, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        var delimiter = input.LastIndexOf('-');
        var output = new List<int>(input.Length);
        foreach (var c in delimiter > 0 ? input[..delimiter] : [])
        {
            if (!char.IsAscii(c))
                return false;
            output.Add(c);
        }
        var rest = delimiter > 0 ? input[(delimiter + 1)..] : input;
        long n = InitialN;
        long i = 0;
        var bias = InitialBias;
        while (!rest.IsEmpty)
        {
            var before = i;
            if (!TryDecodeInteger(ref rest, bias, ref i))
                return false;
            var count = output.Count + 1;
            bias = Adapt(i - before, count, before == 0);
            n += i / count;
            i %= count;
            if (n > 0x10FFFF || !Rune.IsValid((int)n))
                return false;
            output.Insert((int)i, (int)n);
            i++;
        }
        decoded = string.Concat(output.ConvertAll(char.ConvertFromUtf32));
        return true;
    }

    /// <summary>RFC 3492 §6.3, in lower case.</summary>
    /// <param name="input">Well-formed UTF-16.</param>
    public static string Encode(string input)
    {
        var codePoints = new List<int>(input.Length);
        foreach (var rune in input.EnumerateRunes())
            codePoints.Add(rune.Value);
        var output = new StringBuilder();
        foreach (var codePoint in codePoints)
        {
            if (codePoint < InitialN)
                output.Append((char)codePoint);
        }
        var basicCount = output.Length;
        if (basicCount > 0)
            output.Append('-');
        var handled = basicCount;
        long delta = 0;
        var bias = InitialBias;
        for (var n = InitialN; handled < codePoints.Count; n++, delta++)
        {
            var next = SmallestFrom(codePoints, n);
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var codePoint in codePoints)
            {
                if (codePoint < n)
                    delta++;
                if (codePoint != n)
                    continue;
                AppendInteger(output, delta, bias);
                bias = Adapt(delta, handled + 1, handled == basicCount);
                delta = 0;
                handled++;
            }
        }
        return output.ToString();
    }

    private static bool TryDecodeInteger(ref ReadOnlySpan<char> input, int bias, ref long value)
    {
        long weight = 1;
        for (var k = Base; !input.IsEmpty; k += Base)
        {
            var digit = DigitValue(input[0]);
            if (digit < 0)
                return false;
            input = input[1..];
            value += digit * weight;
            var threshold = Threshold(k, bias);
            if (digit < threshold)
                return value <= int.MaxValue;
            weight *= Base - threshold;
            // §6.4: the checks of the standard, in a type with room to spare.
            if (value > int.MaxValue || weight > int.MaxValue)
                return false;
        }
        return false;
    }

    private static void AppendInteger(StringBuilder output, long value, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (value < threshold)
                break;
            output.Append(Digit((int)(threshold + ((value - threshold) % (Base - threshold)))));
            value = (value - threshold) / (Base - threshold);
        }
        output.Append(Digit((int)value));
    }

    private static int SmallestFrom(List<int> codePoints, int n)
    {
        var smallest = int.MaxValue;
        foreach (var codePoint in codePoints)
        {
            if (codePoint >= n)
                smallest = Math.Min(smallest, codePoint);
        }
        return smallest;
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    // §6.1.
    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }
        return k + (int)((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static int DigitValue(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);
}
