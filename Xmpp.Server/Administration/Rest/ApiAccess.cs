using System.Net;
using Microsoft.AspNetCore.Http;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;

namespace Xmpp.Server.Administration.Rest;

/// <summary>Who may come in at all, who it is, and how often (cases SECURITY 11).</summary>
internal sealed class ApiAccess(AdminOptions options, AdminTokens tokens, AdminSessions sessions, TimeProvider time)
{
    /// <summary>The cookie of a login; the prefix makes browsers insist on TLS, on this origin alone and on no path.</summary>
    public const string Cookie = "__Host-xmppserver";

    /// <summary>No page of another origin can send it without being asked first, and we say yes to none.</summary>
    public const string Guard = "X-Xmppserver";

    private const int Capacity = 100_000;

    private readonly List<IPNetwork> _networks = [.. options.AllowFrom.Select(text => IPNetwork.Parse(text))];

    private readonly DecayingCounters<string> _requests =
        new(Capacity, TimeSpan.FromMinutes(1) / options.RequestsPerMinute, time);

    private readonly DecayingCounters<IPAddress> _failures =
        new(Capacity, TimeSpan.FromMinutes(1) / options.FailuresPerMinute, time);

    /// <summary>Null where there is a way in from there.</summary>
    public ApiProblem? Admit(HttpContext context)
    {
        var peer = WebPeer.Of(context);
        // In clear from this machine only by a name of this machine: a page elsewhere whose name leads here (DNS rebinding)
        // comes with its own, and what a proxy brings without saying for whom, with ours.
        if (!context.Request.IsHttps && IPAddress.IsLoopback(peer.Address) && !IsLoopbackName(context.Request.Host.Host))
            return ApiProblem.NotFound;
        if (!_networks.Any(network => network.Contains(peer.Address)))
            return ApiProblem.NotFound;
        if (!peer.IsSecure && !IPAddress.IsLoopback(peer.Address))
            return new ApiProblem(403, "tls-required", "Not in clear.");
        return IsBlocked(peer) ? ApiProblem.TooMany : null;
    }

    /// <summary>Counts a login, or a token that was none.</summary>
    public void CountAttempt(WebPeer peer) => _failures.Add(Networks.Of(peer.Address));

    /// <summary>Who it is, or the answer to nobody.</summary>
    public async Task<(Actor? Actor, ApiProblem? Problem)> IdentifyAsync(HttpContext context, WebPeer peer, CancellationToken ct)
    {
        var (actor, problem) = await FindAsync(context, peer, ct);
        if (actor is not null && _requests.Add(actor.Name) > options.RequestsPerMinute)
            return (null, ApiProblem.TooMany);
        return (actor, problem);
    }

    /// <summary>The key of the login that this request belongs to, or null.</summary>
    public static string? KeyOf(HttpContext context) => context.Request.Cookies[Cookie];

    private async Task<(Actor? Actor, ApiProblem? Problem)> FindAsync(HttpContext context, WebPeer peer, CancellationToken ct)
    {
        if (context.Request.Headers.Authorization is [{ } header])
        {
            var actor = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? await tokens.FindAsync(header["Bearer ".Length..].Trim(), peer.Address, ct)
                : null;
            if (actor is null)
                CountAttempt(peer);
            return (actor, ApiProblem.Unauthorized);
        }
        if (KeyOf(context) is not { Length: > 0 } key || await sessions.FindAsync(key, peer.Address, ct) is not { } found)
            return (null, ApiProblem.Unauthorized);
        return context.Request.Headers.ContainsKey(Guard)
            ? (found, null)
            : (null, new ApiProblem(403, "guard-missing", $"With a login each request needs the header {Guard}."));
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private bool IsBlocked(WebPeer peer) => _failures.Read(Networks.Of(peer.Address)) + 1 > options.FailuresPerMinute;
}
