using System.Text.Json.Nodes;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>What a host tells its users (XEP-0133 §4.23 to §4.26).</summary>
internal sealed class AnnouncementFamily(Announcements announcements) : IOperations
{
    private static readonly OperationParameter s_host =
        new("host", ParameterType.Host, "Whose users.") { IsRequired = true, IsTarget = true };

    private static readonly OperationParameter s_text = OperationParameter.Text("text", "What they are told.", isRequired: true, max: 10_000);

    public IEnumerable<Operation> Operations =>
    [
        new("announcements.send", "Sends a message to everybody who is online.", AdminRole.Moderator, "POST", "/announcements",
            [s_host, s_text, OperationParameter.Text("subject", "Its subject.", max: 500)], SendAsync),
        new("motd.show", "Shows the message of the day.", AdminRole.Viewer, "GET", "/motd", [s_host], ShowAsync),
        new("motd.set", "Sets the message that everybody gets once, at his next login.", AdminRole.Moderator, "PUT", "/motd",
            [s_host, s_text], SetAsync),
        new("motd.delete", "Removes the message of the day.", AdminRole.Moderator, "DELETE", "/motd", [s_host], DeleteAsync),
    ];

    private async Task<OperationResult> SendAsync(OperationCall call, CancellationToken ct) => OperationResult.Of(new JsonObject
    {
        ["sessions"] = await announcements.SendAsync(call.RequiredText("host"), call.Text("subject"), call.RequiredText("text"), ct),
    });

    private async Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct) => OperationResult.Of(new JsonObject
    {
        ["text"] = await announcements.FindMessageOfTheDayAsync(call.RequiredText("host"), ct),
    });

    private async Task<OperationResult> SetAsync(OperationCall call, CancellationToken ct)
    {
        await announcements.SetMessageOfTheDayAsync(call.RequiredText("host"), call.RequiredText("text"), ct);
        return OperationResult.Done;
    }

    private async Task<OperationResult> DeleteAsync(OperationCall call, CancellationToken ct)
    {
        var host = call.RequiredText("host");
        if (await announcements.FindMessageOfTheDayAsync(host, ct) is null)
            return OperationResult.NotFound("There is none.");
        await announcements.SetMessageOfTheDayAsync(host, null, ct);
        return OperationResult.Done;
    }
}
