namespace Xmpp.Server.Services.PubSub;

/// <summary>Who may subscribe and retrieve items (XEP-0060 §4.5).</summary>
internal enum AccessModel
{
    Open,
    Presence,
    Roster,
    Authorize,
    Whitelist,
}
