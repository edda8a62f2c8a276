using System.Xml.Linq;

namespace Xmpp.Server.Features.Invitations;

/// <summary>Names of XEP-0379, XEP-0401 and XEP-0445.</summary>
internal static class InvitationNames
{
    /// <summary>XEP-0401 §3: the command that makes a link to become a contact.</summary>
    public const string InviteCommand = "urn:xmpp:invite#invite";

    /// <summary>XEP-0401 §3: the command that makes a link to an account.</summary>
    public const string CreateAccountCommand = "urn:xmpp:invite#create-account";

    /// <summary>XEP-0401 §12.1: what the form of a result means.</summary>
    public const string FormType = "urn:xmpp:invite#invitation";

    public static readonly XNamespace Pars = "urn:xmpp:pars:0";
    public static readonly XName PreAuth = Pars + "preauth";
    public static readonly XName Token = "token";

    /// <summary>XEP-0445 §3: the stream feature.</summary>
    public static readonly XName StreamFeature = XName.Get("register", "urn:xmpp:ibr-token:0");
}
