using System.Text;
using Xmpp.Server.Data.Ejabberd;

namespace Xmpp.Fuzz.Targets;

/// <summary>Terms in tables of ejabberd: whatever stands in one, it is read or refused, and nothing else happens.</summary>
internal static class ErlangInput
{
    public static void Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (ErlangOptions.Read(text) is { } options)
            EjabberdRoomOptions.ToConfiguration(options);
    }
}
