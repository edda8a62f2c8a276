using System.Text;
using Xmpp.Storage.Invitations;
using static Xmpp.Server.Web.WebText;

namespace Xmpp.Server.Features.Invitations.Page;

/// <summary>The pages of an invitation as HTML (XEP-0379 §3.3, XEP-0401 §5.2). No script: they work without.</summary>
/// <param name="style">Where the style is.</param>
/// <param name="chat">Where the client for the browser is; null where there is none.</param>
internal sealed class InvitationPage(string style, string? chat)
{
    /// <summary>What is possible with the invitation.</summary>
    /// <param name="invitation">That can be used.</param>
    /// <param name="token">Its secret.</param>
    /// <param name="userAgent">Of the browser.</param>
    /// <param name="form">What was typed, where it could not be done.</param>
    /// <param name="error">Why not, in words; or null.</param>
    public string Invite(Invitation invitation, string token, string userAgent, InvitationForm form, string? error)
    {
        if (invitation.Kind == InvitationKind.Password)
            return Page("New password", PasswordBody(invitation, error));
        var host = Html(invitation.Host);
        var who = invitation.Inviter is { } inviter ? $"<strong>{Html(inviter.ToString())}</strong> invites you" : "You are invited";
        var uri = InvitationLinks.Uri(invitation, token) ?? "";
        var body = new StringBuilder();
        var isContact = invitation.Kind == InvitationKind.Contact;
        body.Append($"""
            <h1>{(invitation.Inviter is null ? $"Welcome to {host}" : "Let’s chat")}</h1>
            <p class="lead">{who} to chat with XMPP{(isContact ? "" : $" on <strong>{host}</strong>")}.</p>
            """);
        if (invitation.ExpiresAt is { } expires)
            body.Append($"<p class=\"note\">Good until {expires.UtcDateTime:d MMMM yyyy, HH:mm} UTC.</p>");
        if (!isContact)
            body.Append(AccountForm(invitation, form, error));
        body.Append($"""
            <section aria-labelledby="app">
            <h2 id="app">{(isContact ? "Open it in your app" : "Or in an app")}</h2>
            <p>If you have an XMPP app, open the invitation there{(isContact ? "" : ": it makes the account for you")}.</p>
            <p><a class="button" href="{Html(uri)}">Open in the app</a></p>
            {(!isContact && uri != InvitationLinks.Register(invitation, token) ? $"<p class=\"note\"><a href=\"{Html(InvitationLinks.Register(invitation, token))}\">Make a new account in the app</a>, even if it has one already.</p>" : "")}
            <details><summary>On another device</summary>
            <p>Point its camera at this code.</p>
            {QrCode.Svg(uri, "QR code of the invitation")}
            </details>
            </section>
            """);
        body.Append(Clients(userAgent));
        return Page(invitation.Inviter is null ? $"Invitation to {invitation.Host}" : $"Invitation from {invitation.Inviter}", body.ToString());
    }

    /// <summary>The account is there.</summary>
    public string Done(string account, bool isNewPassword, string userAgent)
    {
        var body = new StringBuilder();
        body.Append($"""
            <h1>{(isNewPassword ? "Your password is set" : "Your account is ready")}</h1>
            <p class="lead">Your address is <strong>{Html(account)}</strong>.</p>
            <p>Log in with this address and the password that you have just chosen{(isNewPassword ? ", also on your other devices" : "")}.</p>
            """);
        if (chat is not null)
            body.Append($"<p><a class=\"button\" href=\"{Html(chat)}\">Chat in this browser</a></p>");
        body.Append(Clients(userAgent));
        return Page("Welcome", body.ToString());
    }

    /// <summary>There is nothing to be had here.</summary>
    public string Refused(string title, string text) => Page(title, $"<h1>{Html(title)}</h1><p class=\"lead\">{Html(text)}</p>");

    private static string AccountForm(Invitation invitation, InvitationForm form, string? error) => $"""
        <section aria-labelledby="account">
        <h2 id="account">Make your account here</h2>
        {Alert(error)}
        <form method="post" autocomplete="on">
        {(invitation.Username is { } name
            ? $"<p>Your address will be <strong>{Html(name)}@{Html(invitation.Host)}</strong>.</p><input type=\"hidden\" name=\"username\" value=\"{Html(name)}\" autocomplete=\"username\">"
            : $"""
            <label for="username">Name</label>
            <div class="address"><input id="username" name="username" required maxlength="200" autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="host" value="{Html(form.Username)}"><span id="host">@{Html(invitation.Host)}</span></div>
            """)}
        {Passwords("Make the account")}
        </form>
        </section>
        """;

    private static string PasswordBody(Invitation invitation, string? error) => $"""
        <h1>New password</h1>
        <p class="lead">Choose a new password for <strong>{Html(invitation.Username ?? "")}@{Html(invitation.Host)}</strong>.</p>
        <section>
        {Alert(error)}
        <form method="post">
        <input type="hidden" name="username" value="{Html(invitation.Username ?? "")}" autocomplete="username">
        {Passwords("Set the password")}
        </form>
        </section>
        """;

    private static string Passwords(string button) => $"""
        <label for="password">Password</label>
        <input id="password" name="password" type="password" required autocomplete="new-password">
        <label for="repeated">The same again</label>
        <input id="repeated" name="repeated" type="password" required autocomplete="new-password">
        <button type="submit">{button}</button>
        """;

    private static string Alert(string? error) =>
        error is null ? "" : $"<p class=\"error\" role=\"alert\">{Html(error)}</p>";

    private string Clients(string userAgent)
    {
        var list = new StringBuilder();
        list.Append("<section aria-labelledby=\"apps\"><h2 id=\"apps\">Apps</h2><p>If you have none yet, take one of these.</p><dl>");
        foreach (var platform in ClientSuggestions.For(userAgent))
        {
            var links = platform.Select(c => $"<a href=\"{Html(c.Address)}\" rel=\"noreferrer noopener\">{Html(c.Name)}</a>");
            list.Append($"<dt>{Html(platform.Key)}</dt><dd>{string.Join(", ", links)}</dd>");
        }
        if (chat is not null)
            list.Append($"<dt>Browser</dt><dd><a href=\"{Html(chat)}\">Converse</a>, nothing to install</dd>");
        return list.Append("</dl></section>").ToString();
    }

    private string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex, nofollow">
        <meta name="referrer" content="no-referrer">
        <title>{Html(title)}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{style}">
        </head>
        <body>
        <main>
        {body}
        </main>
        </body>
        </html>
        """;
}
