using System.Text.Json.Nodes;
using Xmpp.Storage;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>Who may administer: roles of accounts, tokens of programs, second factors.</summary>
internal sealed class AuthorityFamily(Stores stores, AdminTokens tokens) : IOperations
{
    private static readonly OperationParameter s_jid = OperationParameter.Account("jid", "The account's address.");

    public IEnumerable<Operation> Operations =>
    [
        new("roles.list", "Lists the accounts that administer.", AdminRole.Admin, "GET", "/roles", [], ListAsync),
        new("accounts.role", "Gives an account a role, at its own host unless told otherwise.", AdminRole.Admin,
            "PUT", "/accounts/{jid}/role",
            [
                s_jid,
                new("role", ParameterType.Choice, "Which; \"none\" takes it away.")
                {
                    IsRequired = true,
                    IsTarget = true,
                    Choices = Json.Roles,
                },
                new("host", ParameterType.Host, "At which host.") { IsTarget = true },
                new("everywhere", ParameterType.Boolean, "At all hosts, and for the server itself.") { IsTarget = true },
            ],
            SetRoleAsync),
        new("accounts.reset-second-factor", "Lets an account that lost its second factor log in without one.", AdminRole.Admin,
            "DELETE", "/accounts/{jid}/second-factor", [s_jid], ResetAsync),
        new("tokens.list", "Lists the tokens, without what opens them.", AdminRole.Admin, "GET", "/tokens", [], ListTokensAsync),
        new("tokens.create", "Makes a token; it is shown this once.", AdminRole.Admin, "POST", "/tokens",
            [
                OperationParameter.Text("name", "What it is for.", isRequired: true, max: 100) with { IsTarget = true },
                new("role", ParameterType.Choice, "What it may do.") { IsRequired = true, IsTarget = true, Choices = Json.Roles[1..] },
                new("host", ParameterType.Host, "Where; everywhere unless given.") { IsTarget = true },
                new("days", ParameterType.Integer, "After how many days it ends; never unless given.") { Min = 1, Max = 3650 },
            ],
            CreateTokenAsync),
        new("tokens.revoke", "Ends a token.", AdminRole.Admin, "DELETE", "/tokens/{id}",
            [OperationParameter.Text("id", "Its id.", isRequired: true, max: 64) with { IsTarget = true }], RevokeAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct) => OperationResult.Page(
        (await stores.AdminRoles.ListAsync(ct))
            .Where(grant => IsAdmin(call, grant.Host))
            .Select(grant => new JsonObject
            {
                ["jid"] = grant.Account.ToString(),
                ["host"] = grant.Host,
                ["role"] = Json.Name(grant.Role),
            }),
        null);

    private async Task<OperationResult> SetRoleAsync(OperationCall call, CancellationToken ct)
    {
        // Nor does a token give a role, which would outlive it as well.
        if (call.Actor.IsToken)
            return OperationResult.Forbidden;
        var jid = call.RequiredJid("jid");
        var isEverywhere = call.Flag("everywhere") ?? false;
        if (isEverywhere && call.Text("host") is not null)
            return OperationResult.Invalid("invalid", "It is either one host or everywhere.");
        var host = isEverywhere ? null : call.Text("host") ?? jid.Domain;
        if (!IsAdmin(call, host))
            return OperationResult.Forbidden;
        // Not before it is there: whoever registers it next would have the role.
        if (await stores.Accounts.FindAsync(jid, ct) is null)
            return OperationResult.NotFound($"There is no account {jid}.");
        await stores.AdminRoles.SetAsync(new RoleGrant(jid, host, Json.Role(call.RequiredText("role"))), ct);
        return OperationResult.Done;
    }

    // For somebody else: who has lost his own has recovery codes, and a session alone must not be enough to remove it.
    private async Task<OperationResult> ResetAsync(OperationCall call, CancellationToken ct) =>
        call.Actor.IsToken || call.RequiredJid("jid") == call.Actor.Account?.Bare ? OperationResult.Forbidden
        : await stores.SecondFactors.EraseAsync(call.RequiredJid("jid"), ct) > 0
            ? OperationResult.Done
            : OperationResult.NotFound("It has none.");

    private async Task<OperationResult> ListTokensAsync(OperationCall call, CancellationToken ct) => OperationResult.Page(
        (await stores.AdminTokens.ListAsync(ct)).Where(token => IsAdmin(call, token.Host)).Select(Describe), null);

    private async Task<OperationResult> CreateTokenAsync(OperationCall call, CancellationToken ct)
    {
        var host = call.Text("host");
        // A token makes no tokens: they would outlive it, and whoever revokes it would not have revoked them.
        if (!IsAdmin(call, host) || call.Actor.IsToken)
            return OperationResult.Forbidden;
        TimeSpan? lifetime = call.Integer("days") is { } days ? TimeSpan.FromDays(days) : null;
        if (await tokens.CreateAsync(
            call.Actor.Account, call.RequiredText("name"), Json.Role(call.RequiredText("role")), host, lifetime, ct) is not (var token, var secret))
        {
            return OperationResult.Conflict("exists", "There is a token of that name; revoke it first.");
        }
        var shown = Describe(token);
        shown["token"] = secret;
        return OperationResult.Of(shown);
    }

    private async Task<OperationResult> RevokeAsync(OperationCall call, CancellationToken ct)
    {
        var id = call.RequiredText("id");
        var token = (await stores.AdminTokens.ListAsync(ct)).FirstOrDefault(token => token.Id == id && IsAdmin(call, token.Host));
        return token is not null && await stores.AdminTokens.RemoveAsync(id, ct)
            ? OperationResult.Done
            : OperationResult.NotFound("There is no such token.");
    }

    private static JsonObject Describe(AdminToken token) => new()
    {
        ["id"] = token.Id,
        ["name"] = token.Name,
        ["role"] = Json.Name(token.Role),
        ["host"] = token.Host,
        ["owner"] = token.Owner?.ToString(),
        ["created"] = Json.Time(token.CreatedAt),
        ["expires"] = Json.Time(token.ExpiresAt),
        ["lastUsed"] = Json.Time(token.LastUsedAt),
    };

    private static bool IsAdmin(OperationCall call, string? host) =>
        (host is null ? call.Actor.Rights.Everywhere : call.Actor.Rights.At(host)) >= AdminRole.Admin;
}
