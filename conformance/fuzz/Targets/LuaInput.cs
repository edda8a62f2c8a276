using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Prosody;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Fuzz.Targets;

/// <summary>Files of Prosody: whatever stands in one, it is read or refused, and nothing else happens.</summary>
internal static class LuaInput
{
    public static void Run(byte[] input)
    {
        try
        {
            using var stream = new MemoryStream(input);
            if (new LuaReader(stream, maxItem: 100_000).ReadDocument() is LuaTable table)
                Check(ProsodyStanza.Read(table));
        }
        catch (DataException)
        {
        }
        try
        {
            using var stream = new MemoryStream(input);
            foreach (var item in new LuaReader(stream, maxItem: 100_000).ReadItems())
            {
                if (item is LuaTable table)
                    Check(ProsodyStanza.Read(table));
            }
        }
        catch (DataException)
        {
        }
        ReadJson(input);
    }

    // The other way that Prosody writes tables.
    private static void ReadJson(byte[] input)
    {
        if (ProsodyJson.TryRead("json", Encoding.UTF8.GetString(input)) is not LuaTable table)
            return;
        try
        {
            Check(ProsodyStanza.Read(table));
        }
        catch (DataException)
        {
        }
    }

    // What is kept must come back: an element that the store could not read again would break its account's logins.
    private static void Check(XElement? element)
    {
        if (element is null)
            return;
        var limits = new StanzaReaderLimits(int.MaxValue / 4, 1024, 16_384, 65_536);
        if (!StanzaReader.TryReadElement(StanzaWriter.ToBytes(element), limits, out var read))
            throw new BrokenPropertyException("an element cannot be read again");
        if (read.Name != element.Name || read.Value.Replace("\r", "") != element.Value.Replace("\r", ""))
            throw new BrokenPropertyException("an element comes back as another");
    }
}
