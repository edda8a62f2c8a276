using System.Globalization;
using System.Text;
using CsCheck;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Jids;

/// <summary>What holds for every string that somebody may send.</summary>
public sealed class JidProperties
{
    private const int Iterations = 20_000;

    // Any UTF-16 units at all, lone surrogates and NUL among them.
    private static readonly Gen<string> AnyText = Gen.Char.Array[0, 40].Select(units => new string(units));

    // Code points that some rule is about, between letters and separators, so that many strings are valid.
    private static readonly Gen<string> TellingText = Gen.OneOf(
        "a", "B", "l", "1", "-", ".", "@", "/", " ", "_", "xn--", "bcher-kva", "[", "]", ":",
        "\u00DF", "\u0130", "\u0131", "\u03A3", "\u03C2", "\u00B7", "\u0301", "\u0323", "\u0345", "\u212B", "\u2163",
        "\u05D0", "\u05F3", "\u0627", "\u0661", "\u06F1", "\u200C", "\u200D", "\u0915", "\u094D", "\u30FB", "\u30AB",
        "\uFF76", "\uFF9E", "\uFF21", "\uFF0E", "\uFF20", "\u3002", "\u3000", "\u00A0", "\u00AD", "\u1100", "\u1161",
        "\uAC00", "\u13A0", "\uAB70", "\u01C5", "\u1E9E", "\u1F80", "\U00010400", "\U0001F40E", "\uD800", "\uDC00",
        "\uFFFE", "\0", "\u007F").Array[0, 8].Select(string.Concat);

    // A valid address in which a few units were replaced, inserted or taken away.
    private static readonly Gen<string> SpoiltAddress = Gen.Select(
        Gen.OneOf("juliet@capulet.example/balcony", "b\u00FCcher.example/\U0001F40E", "a@xn--bcher-kva.example",
            "\u05D0\u05D1@\u05D0.example", "r@[2001:db8::1]/x", "nurse@192.0.2.1"),
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 2], Gen.Char).Array[0, 4]).Select((text, edits) =>
        {
            var spoilt = new StringBuilder(text);
            foreach (var (position, kind, unit) in edits)
            {
                var at = Math.Min(position, spoilt.Length);
                if (kind > 0 && at < spoilt.Length)
                    spoilt.Remove(at, 1);
                if (kind < 2)
                    spoilt.Insert(at, unit);
            }
            return spoilt.ToString();
        });

    private static readonly Gen<string> Text = Gen.OneOf<string>(AnyText, TellingText, SpoiltAddress);

    [Test, Spec("RFC 8264", "7")]
    public void Parsing_never_throws_and_the_result_is_stable() => Text.Sample(
        text =>
        {
            if (!Jid.TryParse(text, out var jid))
                return true;
            return Jid.TryParse(jid.ToString(), out var again)
                && again == jid
                && again.ToString() == jid.ToString()
                && again.Local == jid.Local && again.Domain == jid.Domain && again.Resource == jid.Resource
                && jid.Bare == Jid.Parse(jid.Bare.ToString());
        },
        iter: Iterations);

    [Test]
    public void Parts_put_together_are_the_address() => Gen.Select(TellingText, TellingText, TellingText).Sample(
        (local, domain, resource) =>
        {
            var created = Jid.TryCreate(local, domain, resource, out var jid);
            // With separators in a part the text means something else.
            if (local.AsSpan().ContainsAny('@', '/') || domain.AsSpan().ContainsAny('@', '/'))
                return !created;
            return Jid.TryParse($"{local}@{domain}/{resource}", out var parsed) == created && parsed == jid;
        },
        iter: Iterations);

    [Test]
    public void Equal_if_and_only_if_the_strings_are() => Gen.Select(SpoiltAddress, SpoiltAddress).Sample(
        (one, other) =>
        {
            if (!Jid.TryParse(one, out var first) || !Jid.TryParse(other, out var second))
                return true;
            var same = first.ToString() == second.ToString();
            return first.Equals(second) == same && (!same || first.GetHashCode() == second.GetHashCode());
        },
        iter: Iterations);

    [Test, Spec("RFC 7622", "3.1")]
    public void Parts_are_normalized_and_within_their_limits() => Text.Sample(
        text =>
        {
            if (!Jid.TryParse(text, out var jid))
                return true;
            string?[] parts = [jid.Local, jid.Domain, jid.Resource];
            return parts.All(part => part is null
                || (part.IsNormalized() && Encoding.UTF8.GetByteCount(part) is > 0 and <= 1023));
        },
        iter: Iterations);

    [Test, Spec("RFC 8264", "7")]
    public void Profiles_never_throw_and_are_stable() => Text.Sample(
        text =>
        {
            return (!UsernameCaseMapped.TryEnforce(text, out var name)
                    || (UsernameCaseMapped.TryEnforce(name, out var name2) && name2 == name))
                && (!OpaqueString.TryEnforce(text, out var opaque)
                    || (OpaqueString.TryEnforce(opaque, out var opaque2) && opaque2 == opaque))
                && (!Saslprep.TryPrepare(text, true, out var sasl)
                    || (Saslprep.TryPrepare(sasl, true, out var sasl2) && sasl2 == sasl))
                && (!Nickname.TryEnforce(text, out var nickname) || nickname == nickname.Trim(' '));
        },
        iter: Iterations);

    [Test, Spec("RFC 5891", "5.3")]
    public void A_labels_lead_back_to_the_name() => TellingText.Sample(
        text =>
        {
            if (!DomainName.TryPrepare(text, out var name))
                return true;
            var encoded = DomainName.ToALabels(name);
            return Ascii.IsValid(encoded) && DomainName.TryPrepare(encoded, out var again) && again == name;
        },
        iter: Iterations);

    [Test, Spec("RFC 3492", "6")]
    public void Punycode_leads_back_to_the_text() => Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Array[1, 20].Sample(
        codePoints =>
        {
            var text = string.Concat(codePoints.Select(char.ConvertFromUtf32));
            return Punycode.TryDecode(Punycode.Encode(text), out var decoded) && decoded == text;
        },
        iter: Iterations,
        print: codePoints => string.Join(' ', codePoints.Select(c => c.ToString("X", CultureInfo.InvariantCulture))));
}
