using System.Xml.Linq;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Registration;

/// <summary>What a registration query asks for (XEP-0077 §3, §4), and what is wrong with it.</summary>
internal static class RegistrationRules
{
    private const string Ask = "Choose a username and a password.";

    /// <summary>
    /// §3.1, §4: which fields are needed, as the plain elements and as a form that says the same (§4 rule 3).
    /// </summary>
    /// <param name="username">The only one that is possible, or null.</param>
    public static XElement Fields(string? username = null) => new(
        RegistrationNames.Query,
        new XElement(RegistrationNames.Instructions, Ask),
        new XElement(RegistrationNames.Username, username),
        new XElement(RegistrationNames.Password),
        (DataForm.Create(
            DataFormType.Form,
            RegistrationNames.FormType,
            new DataFormField(RegistrationNames.Username.LocalName, DataFormNames.TextSingle)
            {
                Label = "Username",
                IsRequired = true,
                Values = username is null ? [] : [username],
            },
            new DataFormField(RegistrationNames.Password.LocalName, DataFormNames.TextPrivate)
            {
                Label = "Password",
                IsRequired = true,
            }) with
        { Instructions = Ask }).ToElement());

    /// <summary>Reads a request for a new account on that host, from a stream that has not logged in.</summary>
    /// <param name="reservedNames">Localparts that nobody gets in-band (cases ABU-03).</param>
    public static StanzaError? ReadNew(
        XElement query, string host, IReadOnlyList<string> reservedNames, out RegistrationRequest? request)
    {
        request = null;
        // §3.2: nobody is registered on this stream whose registration could be cancelled.
        if (query.Element(RegistrationNames.Remove) is not null)
            return StanzaError.UnexpectedRequest;
        if (ReadFields(query, out var username, out var password) is { } error)
            return error;
        // §3.1: what was asked for is missing; cases ABU-03: an empty password is a missing one.
        if (string.IsNullOrEmpty(username) || string.IsNullOrEmpty(password))
            return StanzaError.NotAcceptable;
        if (!Jid.TryCreate(username, host, null, out var account))
            return StanzaError.JidMalformed;
        if (IsReserved(account, reservedNames))
            return StanzaError.Conflict; // like a name that is taken, which it is
        request = new RegistrationRequest(account, password);
        return null;
    }

    /// <summary>Reads a request of <paramref name="account"/> for a new password (§3.3).</summary>
    public static StanzaError? ReadChange(XElement query, Jid account, out RegistrationRequest? request)
    {
        request = null;
        if (ReadFields(query, out var username, out var password) is { } error)
            return error;
        // §3.3: incomplete; and an empty password must not become the new one.
        if (string.IsNullOrEmpty(username) || string.IsNullOrEmpty(password))
            return StanzaError.BadRequest;
        // §3.3 example 18 has the localpart, example 24 the address.
        if (!(Jid.TryCreate(username, account.Domain, null, out var named) && named == account)
            && !(Jid.TryParse(username, out named) && named == account))
        {
            return StanzaError.Forbidden;
        }
        request = new RegistrationRequest(account, password);
        return null;
    }

    /// <summary>True for a request to cancel; the error if &lt;remove/&gt; is not alone (§3.2).</summary>
    public static bool IsRemoval(XElement query, out StanzaError? error)
    {
        error = null;
        if (query.Element(RegistrationNames.Remove) is null)
            return false;
        if (query.Elements().Count() != 1)
            error = StanzaError.BadRequest;
        return true;
    }

    // §4 rule 5, §6: a form takes precedence over the plain elements.
    private static StanzaError? ReadFields(XElement query, out string? username, out string? password)
    {
        username = password = null;
        if (query.Element(DataFormNames.X) is not { } x)
        {
            username = query.Element(RegistrationNames.Username)?.Value;
            password = query.Element(RegistrationNames.Password)?.Value;
            return null;
        }
        if (!DataForm.TryRead(x, DataFormLimits.Default, out var form) || form.Type != DataFormType.Submit)
            return StanzaError.BadRequest;
        // §4 rule 4: FORM_TYPE is a SHOULD; a form that means something else is not for us. Changing a password has a
        // FORM_TYPE of its own (§3.3 example 24).
        if (form.FormType is not (null or RegistrationNames.FormType or RegistrationNames.ChangeFormType))
            return StanzaError.BadRequest;
        username = form.Value(RegistrationNames.Username.LocalName);
        password = form.Value(RegistrationNames.Password.LocalName);
        return null;
    }

    /// <summary>Whether the name is of several alphabets and these are not wanted (cases ABU-03).</summary>
    public static bool LooksLikeAnother(Jid account, RegistrationOptions options) =>
        !options.MixedScripts && account.Local is { } local && MixedScripts.AreIn(local);

    /// <summary>Whether nobody gets that name in-band.</summary>
    public static bool IsReserved(Jid account, IReadOnlyList<string> reservedNames)
    {
        foreach (var name in reservedNames)
        {
            if (Jid.TryCreate(name, account.Domain, null, out var reserved) && reserved == account)
                return true;
        }
        return false;
    }
}
