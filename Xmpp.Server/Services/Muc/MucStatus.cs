namespace Xmpp.Server.Services.Muc;

/// <summary>The status codes that this service sends (XEP-0045 §16.6).</summary>
internal static class MucStatus
{
    public const int NonAnonymous = 100;
    public const int AffiliationChanged = 101;
    public const int ConfigurationChanged = 104;
    public const int Self = 110;
    public const int Logged = 170;
    public const int NotLogged = 171;
    public const int NowNonAnonymous = 172;
    public const int NowSemiAnonymous = 173;
    public const int Created = 201;
    public const int NickChangedByRoom = 210;
    public const int Banned = 301;
    public const int NickChange = 303;
    public const int Kicked = 307;
    public const int LostMembership = 321;
    public const int NowMembersOnly = 322;
    public const int ShutDown = 332;
    public const int Unreachable = 333;
}
