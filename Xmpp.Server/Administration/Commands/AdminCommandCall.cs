using System.Text.Json.Nodes;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Administration.Commands;

/// <summary>One execution of a command, and what each step does with it.</summary>
internal sealed record AdminCommandCall(AdminCommandTools Tools, AdHocRequest Request, Actor Actor)
{
    /// <summary>What one form may change.</summary>
    private const int MaxTargets = 200;

    public string Host => Request.Host.Domain;

    /// <summary>Asks for a form; what is submitted goes on with the rights of that moment.</summary>
    public AdHocStep Ask(
        string title, string instructions, IEnumerable<DataFormField> fields,
        Func<AdminCommandCall, DataForm, CancellationToken, ValueTask<AdHocStep>> submitted) => AdHocStep.Ask(
            DataForm.Create(DataFormType.Form, AdminNames.Admin, fields) with { Title = title, Instructions = instructions },
            async (form, ct) => await submitted(await Tools.CallAsync(Request, ct), form, ct));

    public Task<OperationResult> RunAsync(string operation, JsonObject arguments, CancellationToken ct) =>
        Tools.Runner.RunAsync(Tools.Operation(operation), Actor, arguments, ct);

    /// <summary>Runs it, and says that it is done or why not.</summary>
    public async ValueTask<AdHocStep> DoAsync(string operation, JsonObject arguments, CancellationToken ct) =>
        await RunAsync(operation, arguments, ct) is { IsDone: false } failed ? Refusal(failed) : AdHocStep.Done();

    /// <summary>The same for each of several; a single one that fails is an error, of several those are named.</summary>
    public async ValueTask<AdHocStep> DoEachAsync(
        string operation, IReadOnlyList<string> targets, Func<string, JsonObject> argumentsOf, CancellationToken ct)
    {
        if (targets.Count > MaxTargets)
            return AdHocStep.Refused(StanzaError.NotAcceptable with { Text = $"At most {MaxTargets} at once." });
        var failures = new List<string>();
        foreach (var target in targets)
        {
            var result = await RunAsync(operation, argumentsOf(target), ct);
            if (result.IsDone)
                continue;
            if (targets.Count == 1)
                return Refusal(result);
            failures.Add($"{target}: {result.Detail}");
        }
        return failures.Count == 0 ? AdHocStep.Done() : AdHocStep.Failed(string.Join('\n', failures));
    }

    /// <summary>A form of type result.</summary>
    public static AdHocStep Show(params IEnumerable<DataFormField> fields) =>
        AdHocStep.Done(result: DataForm.Create(DataFormType.Result, AdminNames.Admin, fields));

    /// <summary>XEP-0133 §5.</summary>
    public static AdHocStep Refusal(OperationResult result)
    {
        var error = result.Outcome switch
        {
            OperationOutcome.Conflict => StanzaError.Conflict,
            OperationOutcome.Forbidden => StanzaError.Forbidden,
            OperationOutcome.NotFound => StanzaError.ItemNotFound,
            OperationOutcome.Unavailable => StanzaError.ResourceConstraint,
            OperationOutcome.Unsupported => StanzaError.FeatureNotImplemented,
            _ => StanzaError.NotAcceptable,
        };
        return AdHocStep.Refused(error with { Text = result.Detail });
    }
}
