using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations.Page;
using Xmpp.Server.Web;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Administration.Rest;

/// <summary>
/// Logging in from a page. The key is in a cookie that no script can read (a fault in the page cannot give it away), that goes
/// to this origin only, and that alone does nothing: a header has to come with it, which no other page can send.
/// </summary>
internal sealed class LoginApi(
    AdminLogin login, AdminSessions sessions, SecondFactors factors, ApiAccess access, AuditLog audit, AdminOptions options)
{
    private const int MaxText = 1024;

    public async Task LoginAsync(HttpContext context, WebPeer peer)
    {
        var (body, problem) = await ApiRequest.ReadAsync(context, options.BodyBytes, context.RequestAborted);
        // What no JSON is, any page may make a browser send: it is no attempt, and shuts nobody out.
        if (body is not null)
            access.CountAttempt(peer);
        if (body is null || TextOf(body, "jid") is not { } jid || TextOf(body, "password") is not { } password
            || body.Any(pair => pair.Key is not ("jid" or "password" or "code")))
        {
            await (problem ?? new ApiProblem(422, "invalid", "It takes \"jid\", \"password\" and, if asked for, \"code\".")).WriteAsync(context);
            return;
        }
        var (outcome, key, account) = await login.LoginAsync(jid, password, TextOf(body, "code"), peer.Address, context.RequestAborted);
        if (outcome == LoginOutcome.Done && key is not null && account is not null)
        {
            var actor = await sessions.FindAsync(key, peer.Address, context.RequestAborted);
            if (actor is not null)
            {
                await audit.WriteAsync(actor, "login", account.Domain, null, OperationResult.Done);
                context.Response.Cookies.Append(ApiAccess.Cookie, key, CookieFor(options.SessionLifetime));
                await MeAsync(context, actor);
                return;
            }
        }
        await (outcome switch
        {
            LoginOutcome.CodeRequired => new ApiProblem(401, "code-required", "Send a one-time code, too."),
            LoginOutcome.NoRole => new ApiProblem(403, "no-role", "This account administers nothing."),
            LoginOutcome.Busy => ApiProblem.TooMany,
            _ => new ApiProblem(401, "not-authorized", "Name, password or code is wrong."),
        }).WriteAsync(context);
    }

    public async Task MeAsync(HttpContext context, Actor actor)
    {
        var rights = actor.Rights;
        await ApiResponse.WriteAsync(context, 200, "application/json", new JsonObject
        {
            ["name"] = actor.Name,
            ["jid"] = actor.Account?.ToString(),
            ["secondFactor"] = actor.Account is { } account && await factors.IsOnAsync(account, context.RequestAborted),
            ["everywhere"] = Json.Name(rights.Everywhere),
            ["hosts"] = new JsonObject(rights.Hosts.OrderBy(h => h.Key, StringComparer.Ordinal)
                .Select(h => KeyValuePair.Create(h.Key, (JsonNode?)JsonValue.Create(Json.Name(h.Value))))),
        });
    }

    public async Task LogoutAsync(HttpContext context, Actor actor)
    {
        if (ApiAccess.KeyOf(context) is { } key)
            sessions.End(key);
        await audit.WriteAsync(actor, "logout", actor.Account?.Domain, null, OperationResult.Done);
        context.Response.Cookies.Append(ApiAccess.Cookie, "", CookieFor(TimeSpan.Zero));
        await ApiResponse.NothingAsync(context);
    }

    public async Task BeginSecondFactorAsync(HttpContext context, Actor actor)
    {
        if (PersonOf(context, actor) is not { } account)
        {
            await NotForTokensAsync(context);
            return;
        }
        if (await factors.BeginAsync(account, context.RequestAborted) is not { } secret)
        {
            await new ApiProblem(409, "exists", "There is one already; remove it first.").WriteAsync(context);
            return;
        }
        var text = Totp.ToBase32(secret);
        var label = Uri.EscapeDataString(account.ToString());
        var uri = $"otpauth://totp/{Uri.EscapeDataString(account.Domain)}:{label}?secret={text}&issuer={Uri.EscapeDataString(account.Domain)}";
        await ApiResponse.WriteAsync(context, 200, "application/json", new JsonObject
        {
            ["secret"] = text,
            ["uri"] = uri,
            ["qr"] = "data:image/svg+xml," + Uri.EscapeDataString(QrCode.Svg(uri, uri)),
        });
    }

    public async Task ConfirmSecondFactorAsync(HttpContext context, WebPeer peer, Actor actor, JsonObject body)
    {
        if (PersonOf(context, actor) is not { } account)
        {
            await NotForTokensAsync(context);
            return;
        }
        var codes = await factors.ConfirmAsync(account, TextOf(body, "code") ?? "", context.RequestAborted);
        await AuditAsync(actor, "second-factor.enable", account, codes is not null);
        if (codes is null)
            await WrongCodeAsync(context, peer);
        else
            await ApiResponse.WriteAsync(context, 200, "application/json", new JsonObject { ["recoveryCodes"] = Json.Texts(codes) });
    }

    public async Task RemoveSecondFactorAsync(HttpContext context, WebPeer peer, Actor actor, JsonObject body)
    {
        if (PersonOf(context, actor) is not { } account)
        {
            await NotForTokensAsync(context);
            return;
        }
        var isGone = await factors.RemoveAsync(account, TextOf(body, "code") ?? "", context.RequestAborted);
        await AuditAsync(actor, "second-factor.disable", account, isGone);
        if (isGone)
            await ApiResponse.NothingAsync(context);
        else
            await WrongCodeAsync(context, peer);
    }

    private Task AuditAsync(Actor actor, string operation, Jid account, bool isDone) => audit.WriteAsync(
        actor, operation, account.Domain, account.ToString(), isDone ? OperationResult.Done : OperationResult.Invalid("bad-code", ""));

    private Task WrongCodeAsync(HttpContext context, WebPeer peer)
    {
        access.CountAttempt(peer);
        return new ApiProblem(422, "bad-code", "The code is wrong.").WriteAsync(context);
    }

    private static Task NotForTokensAsync(HttpContext context) =>
        new ApiProblem(403, "login-required", "Only for somebody who has logged in.").WriteAsync(context);

    private static Jid? PersonOf(HttpContext context, Actor actor) =>
        context.Request.Headers.Authorization.Count == 0 ? actor.Account : null;

    private static string? TextOf(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length is > 0 and <= MaxText ? text : null;

    private static CookieOptions CookieFor(TimeSpan age) => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = age,
    };
}
