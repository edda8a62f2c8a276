using System.Text.Json.Nodes;
using Xmpp.Server.Administration;
using Xmpp.Storage.Administration;

namespace Xmpp.Tests.Administration;

/// <summary>Who may do what: every operation, every role, over HTTP and without login (cases SECURITY 11).</summary>
public class RoleTableTests
{
    // A new operation without a line here fails the test: somebody has to decide.
    private static readonly Dictionary<string, string> s_least = new(StringComparer.Ordinal)
    {
        ["accounts.list"] = "viewer",
        ["accounts.new"] = "viewer",
        ["accounts.show"] = "viewer",
        ["accounts.create"] = "admin",
        ["accounts.delete"] = "admin",
        ["accounts.password"] = "admin",
        ["accounts.disabled"] = "admin",
        ["accounts.roster"] = "admin",
        ["accounts.clear-archive"] = "admin",
        ["accounts.role"] = "admin",
        ["accounts.reset-second-factor"] = "admin",
        ["offline.count"] = "viewer",
        ["offline.clear"] = "admin",
        ["sessions.list"] = "viewer",
        ["sessions.accounts"] = "viewer",
        ["sessions.end"] = "moderator",
        ["rooms.list"] = "viewer",
        ["rooms.show"] = "viewer",
        ["rooms.destroy"] = "moderator",
        ["rooms.grant"] = "moderator",
        ["federation.links"] = "viewer",
        ["federation.blocks"] = "server viewer",
        ["federation.block"] = "server admin",
        ["federation.unblock"] = "server admin",
        ["reports.list"] = "viewer",
        ["reports.resolve"] = "moderator",
        ["nodes.list"] = "viewer",
        ["nodes.show"] = "viewer",
        ["nodes.delete"] = "admin",
        ["announcements.send"] = "moderator",
        ["motd.show"] = "viewer",
        ["motd.set"] = "moderator",
        ["motd.delete"] = "moderator",
        ["statistics.show"] = "viewer",
        ["status.show"] = "viewer",
        ["configuration.show"] = "server admin",
        ["configuration.reload"] = "server admin",
        ["certificates.list"] = "viewer",
        ["certificates.reload"] = "server admin",
        ["roles.list"] = "admin",
        ["tokens.list"] = "admin",
        ["tokens.create"] = "admin",
        ["tokens.revoke"] = "admin",
        ["audit.list"] = "admin",
        ["invitations.list"] = "viewer",
        ["invitations.create"] = "admin",
        ["invitations.reset-password"] = "admin",
        ["invitations.revoke"] = "admin",
        ["uploads.usage"] = "viewer",
        ["uploads.list"] = "moderator",
        ["uploads.show"] = "moderator",
        ["uploads.delete"] = "moderator",
        ["uploads.delete-all"] = "admin",
        ["uploads.purge"] = "server admin",
    };

    [Test, Case("OPS-11")]
    public async Task Each_operation_is_for_its_role_and_those_above()
    {
        await using var host = await ApiHost.StartAsync();
        var operations = host.Administration.Operations.All.ToList();
        Assert.That(operations.Select(o => o.Name).Where(name => !s_least.ContainsKey(name)), Is.Empty, "decide who may");
        foreach (var operation in operations)
        {
            foreach (var role in Enum.GetValues<AdminRole>())
            {
                foreach (var door in Enum.GetValues<Door>())
                {
                    foreach (var isOfServer in new[] { false, true })
                    {
                        var rights = Rights.None.With(isOfServer ? null : "capulet.example", role);
                        var actor = new Actor("test", null, rights, door, null);
                        var words = s_least[operation.Name].Split(' ');
                        var may = role >= Json.Role(words[^1]) && (isOfServer || words.Length == 1);
                        // An unknown parameter is found only behind the rights, and nothing is done.
                        var result = await host.Administration.Runner.RunAsync(
                            operation, actor, new JsonObject { ["no such thing"] = 1 }, default);
                        Assert.That(result.Outcome, Is.EqualTo(may ? OperationOutcome.Invalid : OperationOutcome.Forbidden),
                            $"{operation.Name} {role} {door} {isOfServer}");
                    }
                }
            }
        }
    }

    [Test]
    public async Task Without_a_login_every_path_is_closed()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var operation in host.Administration.Operations.All)
        {
            var path = operation.Path[1..].Replace("{jid}", "romeo%40capulet.example", StringComparison.Ordinal)
                .Replace("{owner}", "romeo%40capulet.example", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
            Assert.That((await host.SendAsync(operation.Method, path, null)).Status, Is.EqualTo(401), operation.Name);
        }
    }
}
