using System.Text.Json.Nodes;
using Xmpp.Server.Services.Upload;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Administration.Families;

/// <summary>Files that accounts have uploaded (XEP-0363). Where they can be got is in no answer: the address is the secret.</summary>
internal sealed class UploadFamily(UploadAdministration uploads, IUploadIndex index) : IOperations
{
    /// <summary>The newest of an account; older ones are not listed.</summary>
    private const int MaxListed = 500;

    private static readonly OperationParameter s_jid = OperationParameter.Account("jid", "The account's address.");

    private static readonly OperationParameter s_id =
        OperationParameter.Text("id", "As the list has it.", isRequired: true, max: 64) with { IsTarget = true };

    public IEnumerable<Operation> Operations =>
    [
        new("uploads.usage", "Lists the accounts that have files, in the order of their addresses.", AdminRole.Viewer, "GET", "/uploads",
            [OperationParameter.OneHost, .. OperationParameter.Page], UsageAsync),
        new("uploads.list", "Lists an account's newest files.", AdminRole.Moderator, "GET", "/accounts/{jid}/uploads", [s_jid], ListAsync),
        new("uploads.show", "Shows one file of an account.", AdminRole.Moderator, "GET", "/accounts/{jid}/uploads/{id}", [s_jid, s_id], ShowAsync),
        new("uploads.delete", "Deletes one file of an account.", AdminRole.Moderator, "DELETE", "/accounts/{jid}/uploads/{id}",
            [s_jid, s_id], DeleteAsync),
        new("uploads.delete-all", "Deletes every file of an account.", AdminRole.Admin, "DELETE", "/accounts/{jid}/uploads",
            [s_jid], DeleteAllAsync),
        new("uploads.purge", "Removes at once what is over.", AdminRole.Admin, "POST", "/uploads/purge", [], PurgeAsync)
        { IsOfServer = true },
    ];

    private async Task<OperationResult> UsageAsync(OperationCall call, CancellationToken ct)
    {
        var owners = await index.ListOwnersAsync(call.Hosts, call.Cursor, call.Limit + 1, ct);
        return OperationResult.Page(
            owners.Take(call.Limit).Select(owner => new JsonObject
            {
                ["jid"] = owner.Owner.ToString(),
                ["files"] = owner.Files,
                ["bytes"] = owner.Bytes,
                ["newest"] = Json.Time(owner.Newest),
            }),
            owners.Count > call.Limit ? owners[call.Limit - 1].Owner.ToString() : null);
    }

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        var files = await uploads.ListAsync(call.RequiredJid("jid"), MaxListed, ct);
        return OperationResult.Page(files.Select(Describe), null);
    }

    private async Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct) =>
        await uploads.FindAsync(call.RequiredJid("jid"), call.RequiredText("id"), ct) is { } file
            ? OperationResult.Of(Describe(file))
            : OperationResult.NotFound("There is no such file.");

    private static JsonObject Describe(StoredUpload file) => new()
    {
        ["id"] = UploadAdministration.NameOf(file),
        ["name"] = file.Name,
        ["type"] = file.ContentType,
        ["bytes"] = file.Size,
        ["created"] = Json.Time(file.CreatedAt),
        ["expires"] = Json.Time(file.ExpiresAt),
    };

    private async Task<OperationResult> DeleteAsync(OperationCall call, CancellationToken ct) =>
        await uploads.DeleteAsync(call.RequiredJid("jid"), call.RequiredText("id"), ct)
            ? OperationResult.Done
            : OperationResult.NotFound("There is no such file.");

    private async Task<OperationResult> DeleteAllAsync(OperationCall call, CancellationToken ct) =>
        OperationResult.Of(new JsonObject { ["deleted"] = await uploads.DeleteAllAsync(call.RequiredJid("jid"), ct) });

    private async Task<OperationResult> PurgeAsync(OperationCall call, CancellationToken ct) =>
        OperationResult.Of(new JsonObject { ["removed"] = await uploads.PurgeExpiredAsync(ct) });
}
