using System.Text.Json.Nodes;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>Who is connected.</summary>
internal sealed class SessionFamily(SessionDirectory sessions) : IOperations
{
    public IEnumerable<Operation> Operations =>
    [
        new("sessions.list", "Lists the sessions in the order of their addresses.", AdminRole.Viewer, "GET", "/sessions",
            [
                OperationParameter.OneHost,
                new("jid", ParameterType.Account, "Only this account's."),
                .. OperationParameter.Page,
            ],
            ListAsync),
        new("sessions.accounts", "Lists the accounts that are online, in the order of their addresses.", AdminRole.Viewer,
            "GET", "/sessions/accounts",
            [
                OperationParameter.OneHost,
                new("state", ParameterType.Choice, "Only those: with an available resource that is looked at (XEP-0352), or with none.")
                {
                    Choices = ["active", "idle"],
                },
                .. OperationParameter.Page,
            ],
            AccountsAsync),
        new("sessions.end", "Ends an account's sessions, or one of them; it may log in again.", AdminRole.Moderator,
            "DELETE", "/accounts/{jid}/sessions",
            [
                OperationParameter.Account("jid", "The account's address."),
                OperationParameter.Text("resource", "Only the session with this resource.") with { IsTarget = true },
            ],
            EndAsync),
    ];

    private Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        var all = call.Jid("jid") is { } account
            ? sessions.Sessions(account)
            : sessions.AllSessions().Where(session => call.Hosts.Contains(session.Account.Domain));
        var page = all.Select(session => (Key: session.FullJid.ToString(), Session: session))
            .Where(pair => call.Cursor is null || string.CompareOrdinal(pair.Key, call.Cursor) > 0)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(call.Limit + 1).ToList();
        var next = page.Count > call.Limit ? page[call.Limit - 1].Key : null;
        return Task.FromResult(OperationResult.Page(page.Take(call.Limit).Select(pair => Describe(pair.Session)), next));
    }

    private Task<OperationResult> AccountsAsync(OperationCall call, CancellationToken ct)
    {
        var isActive = call.Text("state") is { } state ? state == "active" : (bool?)null;
        var page = sessions.AllSessions().Where(session => call.Hosts.Contains(session.Account.Domain))
            .Select(session => session.Account).Distinct()
            .Select(account => (Key: account.ToString(), IsActive: IsActive(account)))
            .Where(pair => (isActive is null || pair.IsActive == isActive)
                && (call.Cursor is null || string.CompareOrdinal(pair.Key, call.Cursor) > 0))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(call.Limit + 1).ToList();
        return Task.FromResult(OperationResult.Page(
            page.Take(call.Limit).Select(pair => new JsonObject { ["jid"] = pair.Key, ["active"] = pair.IsActive }),
            page.Count > call.Limit ? page[call.Limit - 1].Key : null));
    }

    private bool IsActive(Jid account) =>
        sessions.Find(account).Any(resource => resource is { IsAvailable: true, IsInactive: false });

    private Task<OperationResult> EndAsync(OperationCall call, CancellationToken ct)
    {
        var ended = End(call.RequiredJid("jid"), call.Text("resource"));
        return Task.FromResult(ended == 0
            ? OperationResult.NotFound("There is no such session.")
            : OperationResult.Of(new JsonObject { ["ended"] = ended }));
    }

    private int End(Jid account, string? resource)
    {
        var ended = 0;
        foreach (var session in sessions.Sessions(account))
        {
            if (resource is not null && session.FullJid.Resource != resource)
                continue;
            session.Fail(StreamError.PolicyViolation); // RFC 6120 §4.9.3.14; not reset, which invites back at once
            ended++;
        }
        return ended;
    }

    private JsonObject Describe(Session session)
    {
        var resource = sessions.FindResource(session);
        var connection = session.Connection;
        return new JsonObject
        {
            ["jid"] = session.FullJid.ToString(),
            ["account"] = session.Account.ToString(),
            ["resource"] = session.FullJid.Resource,
            ["host"] = session.Account.Domain,
            ["since"] = Json.Time(resource?.BoundAt),
            ["address"] = connection?.RemoteEndPoint.Address.ToString(),
            ["transport"] = connection is null ? null : connection is Transport.ConnectionChannelHandler ? "tcp" : "web",
            ["tls"] = connection?.Tls is { } tls ? $"{tls.Protocol}" : null,
            ["available"] = resource?.IsAvailable ?? false,
            ["priority"] = (int)(resource?.Priority ?? 0),
            ["inactive"] = resource?.IsInactive ?? false,
            ["streamManagement"] = session.Management is null ? "off" : resource is { IsHibernating: true } ? "waiting" : "on",
            ["unacknowledged"] = session.Management?.Count ?? 0,
        };
    }
}
