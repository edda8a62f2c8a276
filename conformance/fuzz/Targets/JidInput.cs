using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Fuzz.Targets;

/// <summary>RFC 7622 §3: an address that was accepted is prepared, so preparing it again changes nothing.</summary>
internal static class JidInput
{
    public static void Run(byte[] input)
    {
        // Octets that are not UTF-8 become U+FFFD; lone surrogates cannot come from the wire.
        if (!Jid.TryParse(Encoding.UTF8.GetString(input), out var jid))
            return;
        var text = jid.ToString();
        if (!Jid.TryParse(text, out var again) || again != jid || again.ToString() != text)
            throw new BrokenPropertyException($"{text} is not prepared");
        if (jid.Bare.Resource is not null || jid.Bare.Domain != jid.Domain || jid.Bare.Local != jid.Local)
            throw new BrokenPropertyException($"{text}: its bare form is {jid.Bare}");
        if (!Jid.TryCreate(jid.Local, jid.Domain, jid.Resource, out var made) || made != jid)
            throw new BrokenPropertyException($"{text} is not the sum of its parts");
        // RFC 7622 §3.2 to §3.4: 1023 octets for each part.
        foreach (var part in new[] { jid.Local, jid.Domain, jid.Resource })
        {
            if (part is not null && Encoding.UTF8.GetByteCount(part) is 0 or > 1023)
                throw new BrokenPropertyException($"{text}: the length of a part");
        }
    }
}
