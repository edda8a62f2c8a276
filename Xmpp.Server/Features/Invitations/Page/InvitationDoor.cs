using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Xmpp.Server.Web;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations.Page;

/// <summary>
/// The page of an invitation: looking at it takes nothing, its form makes the account by the same rules as a stream
/// (XEP-0445). Whoever has the token may do that, so there is no login that another page could borrow; a form that another
/// page sends is refused all the same.
/// </summary>
internal sealed class InvitationDoor(InvitationService invitations, string? chat) : IWebDoor
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Octets of a form.</summary>
    private const long MaxForm = 16 * 1024;

    private const string GoneTitle = "This invitation is not valid";

    private const string GoneText =
        "It has been used, it has expired, or it was taken back. Ask who sent it for a new one.";

    private readonly EmbeddedFile _style = new("invite.css", "text/css; charset=utf-8");

    private InvitationPage Pages => new($"{InvitationLinks.Path}{_style.Version}/invite.css", chat);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead($"{InvitationLinks.Path}{_style.Version}/invite.css", _style.WriteAsync);
        routes.MapRead(InvitationLinks.Path + "{token}", context => GuardAsync(context, ShowAsync));
        routes.MapPost(InvitationLinks.Path + "{token}", context => GuardAsync(context, TakeAsync));
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is var (invitation, token))
            await WriteAsync(context, StatusCodes.Status200OK, Show(context, invitation, token, InvitationForm.Empty, null));
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (!IsOwnForm(context.Request))
        {
            await WriteAsync(
                context, StatusCodes.Status403Forbidden,
                Pages.Refused("Not from here", "This form was sent by another page. Open the invitation's link itself."));
            return;
        }
        if (!WebPeer.Of(context).IsSecure)
        {
            await WriteAsync(
                context, StatusCodes.Status403Forbidden,
                Pages.Refused("Not encrypted", "A password would travel in clear. Open the invitation with https."));
            return;
        }
        if (await FindAsync(context) is not var (invitation, token) || await ReadAsync(context) is not { } form)
            return;
        if (form.Password != form.Repeated)
        {
            await WriteAsync(
                context, StatusCodes.Status422UnprocessableEntity,
                Show(context, invitation, token, form, "The two passwords are not the same."));
            return;
        }
        await AnswerAsync(context, invitation, token, form);
    }

    private async Task AnswerAsync(HttpContext context, Invitation invitation, string token, InvitationForm form)
    {
        var isNewPassword = invitation.Kind == InvitationKind.Password;
        var name = invitation.Username ?? form.Username;
        if (!Jid.TryCreate(name, invitation.Host, null, out var account) || account.Local is null)
        {
            await WriteAsync(
                context, StatusCodes.Status422UnprocessableEntity,
                Show(context, invitation, token, form, "This name cannot be used: take letters and digits, without spaces and without @."));
            return;
        }
        var outcome = invitation.Kind switch
        {
            InvitationKind.Password => await invitations.SetPasswordAsync(invitation, form.Password, context.RequestAborted),
            InvitationKind.Account => await invitations.RegisterAsync(
                invitation, account, form.Password, WebPeer.Of(context).Address, context.RequestAborted),
            _ => RegistrationOutcome.Gone,
        };
        var (status, html) = outcome switch
        {
            RegistrationOutcome.Done =>
                (StatusCodes.Status200OK, Pages.Done(account.ToString(), isNewPassword, AgentOf(context))),
            RegistrationOutcome.Gone => (StatusCodes.Status410Gone, Pages.Refused(GoneTitle, GoneText)),
            RegistrationOutcome.TooMany or RegistrationOutcome.Busy =>
                (StatusCodes.Status429TooManyRequests, Show(context, invitation, token, form, Words(outcome))),
            _ => (StatusCodes.Status422UnprocessableEntity, Show(context, invitation, token, form, Words(outcome))),
        };
        await WriteAsync(context, status, html);
    }

    private static string Words(RegistrationOutcome outcome) => outcome switch
    {
        RegistrationOutcome.NameTaken => "This name is taken. Choose another one.",
        RegistrationOutcome.WrongName => "This invitation is for another name.",
        RegistrationOutcome.BadPassword => "This password cannot be used: it is empty, or has characters that no keyboard should send.",
        RegistrationOutcome.TooMany => "Too many accounts were made from your network. Try again in an hour.",
        _ => "The server is busy. Try again in a moment.",
    };

    // The token is looked at before anything else; what is wrong with it is all the same (XEP-0445 §4).
    private async Task<(Invitation Invitation, string Token)?> FindAsync(HttpContext context)
    {
        var token = (string?)context.Request.RouteValues["token"] ?? "";
        var (found, isRefused) = await invitations.FindAsync(token, WebPeer.Of(context).Address, context.RequestAborted);
        if (found is not null)
            return (found, token);
        await (isRefused
            ? WriteAsync(
                context, StatusCodes.Status429TooManyRequests,
                Pages.Refused("Too many attempts", "Too many invitations from your network were not valid. Try again in an hour."))
            : WriteAsync(context, StatusCodes.Status404NotFound, Pages.Refused(GoneTitle, GoneText)));
        return null;
    }

    private async Task<InvitationForm?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxForm;
        if (context.Request.HasFormContentType)
        {
            try
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                return new InvitationForm(form["username"].ToString(), form["password"].ToString(), form["repeated"].ToString());
            }
            catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
            {
                // Too long or no form: answered below.
            }
        }
        await WriteAsync(
            context, StatusCodes.Status400BadRequest, Pages.Refused("Not understood", "This is not what the form sends."));
        return null;
    }

    // Fetch Metadata: browsers say where a form comes from. Those that do not yet send its origin, or null as we ask for no
    // referrer.
    private static bool IsOwnForm(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site == "same-origin";
        return request.Headers.Origin.ToString() is "" or "null"
            || (Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
                && origin.Authority == request.Host.Value);
    }

    private async Task GuardAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(context);
        }
        catch (StorageException)
        {
            await WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable,
                Pages.Refused("Not at the moment", "The server cannot look this up now. Try again in a few minutes."));
        }
    }

    private string Show(HttpContext context, Invitation invitation, string token, InvitationForm form, string? error) =>
        Pages.Invite(invitation, token, AgentOf(context), form, error);

    private static string AgentOf(HttpContext context) => context.Request.Headers.UserAgent.ToString();

    private static Task WriteAsync(HttpContext context, int status, string html) =>
        WebText.WritePageAsync(context, status, Policy, html);
}
