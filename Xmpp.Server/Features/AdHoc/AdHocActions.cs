using System.Xml.Linq;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>Reads the action of a command (XEP-0050 §4.1).</summary>
internal static class AdHocActions
{
    /// <summary>False for one that is not known.</summary>
    public static bool TryRead(XElement command, out AdHocAction action)
    {
        AdHocAction? read = (string?)command.Attribute("action") switch
        {
            null or "execute" => AdHocAction.Execute, // the default value
            "cancel" => AdHocAction.Cancel,
            "prev" => AdHocAction.Prev,
            "next" => AdHocAction.Next,
            "complete" => AdHocAction.Complete,
            _ => null,
        };
        action = read ?? default;
        return read is not null;
    }
}
