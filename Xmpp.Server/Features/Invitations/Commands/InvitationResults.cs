using Xmpp.Server.Features.AdHoc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Invitations.Commands;

/// <summary>What the commands of XEP-0401 answer.</summary>
internal static class InvitationResults
{
    /// <summary>§5.1, §12.1: the links and until when they are good, or why there are none.</summary>
    public static AdHocStep Of((NewInvitation? Made, InvitationRefusal? Refusal) outcome)
    {
        if (outcome.Made is not { Uri: { } uri } made)
            return AdHocStep.Refused(ErrorOf(outcome.Refusal));
        List<DataFormField> fields = [new("uri", DataFormNames.TextSingle, uri)];
        if (made.Page is { } page)
            fields.Add(new DataFormField("landing-url", DataFormNames.TextSingle, page));
        if (made.Invitation.ExpiresAt is { } expires)
            fields.Add(new DataFormField("expire", DataFormNames.TextSingle, XmppDateTime.Format(expires)));
        return AdHocStep.Done(result: DataForm.Create(DataFormType.Result, InvitationNames.FormType, fields));
    }

    private static StanzaError ErrorOf(InvitationRefusal? refusal) => refusal switch
    {
        InvitationRefusal.NameTaken => StanzaError.Conflict,
        InvitationRefusal.BadName => StanzaError.JidMalformed,
        InvitationRefusal.TooMany => StanzaError.ResourceConstraint,
        InvitationRefusal.NotAllowed => StanzaError.Forbidden,
        _ => StanzaError.NotAcceptable,
    };
}
