using System.Xml.Linq;

namespace Xmpp.Server.Features.Registration;

/// <summary>Names of XEP-0077.</summary>
internal static class RegistrationNames
{
    public static readonly XNamespace Ns = "jabber:iq:register";

    /// <summary>XEP-0077 §14.3: what a form to register means.</summary>
    public const string FormType = "jabber:iq:register";

    /// <summary>XEP-0077 §14.3: what a form to change the password means.</summary>
    public const string ChangeFormType = "jabber:iq:register:changepassword";

    public static readonly XName Query = Ns + "query";
    public static readonly XName Instructions = Ns + "instructions";
    public static readonly XName Registered = Ns + "registered";
    public static readonly XName Username = Ns + "username";
    public static readonly XName Password = Ns + "password";
    public static readonly XName Remove = Ns + "remove";
}
