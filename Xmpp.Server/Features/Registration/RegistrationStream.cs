using System.Net;
using System.Xml.Linq;
using Xmpp.Server.Features.Invitations;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Storage;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Registration;

/// <summary>What one stream may do about accounts before it has logged in, to which host and from where.</summary>
internal sealed class RegistrationStream(
    RegistrationFeature registration, InvitationService? invitations, string host, IPAddress address)
{
    /// <summary>What the stream has shown the token of (XEP-0445 §4); good for one account.</summary>
    private Invitation? _invitation;

    /// <summary>
    /// True for what the stream may ask. While registration is closed it is closed for who has no token: its request is
    /// one of those that come too early (cases ABU-03).
    /// </summary>
    public bool Handles(XElement element) =>
        element.Name == XmppNames.Iq
        && ((invitations is not null && element.Element(InvitationNames.PreAuth) is not null)
            || ((registration.IsOpen || _invitation is not null) && element.Element(RegistrationNames.Query) is not null));

    /// <summary>The answer, whole.</summary>
    public async ValueTask<XElement> AnswerAsync(XElement iq, CancellationToken ct)
    {
        var id = (string?)iq.Attribute(XmppNames.Id);
        var reply = string.IsNullOrEmpty(id) ? StanzaError.BadRequest : await ReplyAsync(iq, ct);
        var answer = new XElement(
            XmppNames.Iq,
            new XAttribute(XmppNames.Type, reply.Error is null ? "result" : "error"),
            new XAttribute(XmppNames.From, host));
        if (id is not null)
            answer.Add(new XAttribute(XmppNames.Id, id));
        answer.Add(reply.Error is { } error ? error.ToElement() : reply.Payload);
        return answer;
    }

    private async ValueTask<IqReply> ReplyAsync(XElement iq, CancellationToken ct)
    {
        var isSet = (string?)iq.Attribute(XmppNames.Type) == "set";
        if (!isSet && (string?)iq.Attribute(XmppNames.Type) != "get")
            return StanzaError.BadRequest;
        try
        {
            if (iq.Element(InvitationNames.PreAuth) is { } preAuth)
                return isSet ? await PreAuthenticateAsync(preAuth, ct) : StanzaError.BadRequest;
            if (!isSet)
                return IqReply.Result(RegistrationRules.Fields(_invitation?.Username));
            return iq.Element(RegistrationNames.Query) is { } query ? await CreateAsync(query, ct) : StanzaError.BadRequest;
        }
        catch (StorageException e)
        {
            return Router.ErrorOf(e);
        }
    }

    // XEP-0445 §4: unknown, expired, used up, revoked, another host's: all the same.
    private async ValueTask<IqReply> PreAuthenticateAsync(XElement preAuth, CancellationToken ct)
    {
        var (found, isRefused) = await invitations!.FindAsync((string?)preAuth.Attribute(InvitationNames.Token), address, ct);
        if (isRefused)
            return StanzaError.ResourceConstraint;
        if (found is not { Kind: InvitationKind.Account } || found.Host != host)
            return StanzaError.ItemNotFound with { Text = "The provided token is invalid or expired" };
        _invitation = found;
        return IqReply.Done;
    }

    private async ValueTask<IqReply> CreateAsync(XElement query, CancellationToken ct)
    {
        if (_invitation is not { } invitation)
            return await registration.CreateAsync(query, host, address, ct);
        if (RegistrationRules.ReadNew(query, host, [], out var request) is { } error)
            return error;
        if (request is null)
            return StanzaError.BadRequest;
        var outcome = await invitations!.RegisterAsync(invitation, request.Account, request.Password, address, ct);
        if (outcome is RegistrationOutcome.Done or RegistrationOutcome.Gone)
            _invitation = null;
        return outcome switch
        {
            RegistrationOutcome.Done => IqReply.Done,
            RegistrationOutcome.Gone => StanzaError.ItemNotFound with { Text = "The invitation has been used meanwhile" },
            RegistrationOutcome.NameTaken => StanzaError.Conflict,
            RegistrationOutcome.WrongName or RegistrationOutcome.BadPassword => StanzaError.NotAcceptable,
            _ => StanzaError.ResourceConstraint,
        };
    }
}
