using System.Security;

namespace Xmpp.Server.Federation.Dialback;

/// <summary>
/// Dialback elements as they go on the wire: with the prefix that our headers declare, which XEP-0220 §2 demands and some
/// servers insist on.
/// </summary>
internal static class DialbackText
{
    public static string Key(DomainPair pair, string key) =>
        $"<db:result from='{Escape(pair.Local)}' to='{Escape(pair.Remote)}'>{Escape(key)}</db:result>";

    public static string VerifyKey(DomainPair pair, string id, string key) =>
        $"<db:verify from='{Escape(pair.Local)}' to='{Escape(pair.Remote)}' id='{Escape(id)}'>{Escape(key)}</db:verify>";

    public static string Result(string from, string to, DialbackOutcome outcome) =>
        $"<db:result from='{Escape(from)}' to='{Escape(to)}' {Type(outcome, "result")}";

    public static string Verified(string from, string to, string id, DialbackOutcome outcome) =>
        $"<db:verify from='{Escape(from)}' to='{Escape(to)}' id='{Escape(id)}' {Type(outcome, "verify")}";

    // §2.5: an error is in an <error/> of the stream's own namespace.
    private static string Type(DialbackOutcome outcome, string name) => outcome switch
    {
        { IsValid: true } => "type='valid'/>",
        { Error: { } condition } => $"type='error'><error type='cancel'><{condition} "
            + $"xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:{name}>",
        _ => "type='invalid'/>",
    };

    private static string Escape(string text) => SecurityElement.Escape(text);
}
