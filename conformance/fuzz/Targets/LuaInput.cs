using Xmpp.Server.Data;
using Xmpp.Server.Data.Prosody;

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
                _ = ProsodyStanza.Read(table);
        }
        catch (DataException)
        {
        }
        try
        {
            using var stream = new MemoryStream(input);
            foreach (var item in new LuaReader(stream, maxItem: 100_000).ReadItems())
            {
                if (item is LuaTable table && ProsodyStanza.Read(table) is { } element)
                    _ = Xmpp.Stanzas.Xml.StanzaWriter.ToBytes(element);
            }
        }
        catch (DataException)
        {
        }
    }
}
