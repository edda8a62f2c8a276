using Xmpp.Server.Features.AdHoc;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Features.AdHoc;

/// <summary>Two forms, then an end that tells what was filled in; for everybody but the nurse.</summary>
internal sealed class TestCommand(string node) : IAdHocCommand
{
    public string Node => node;
    public string Name => "Command " + node;
    public bool IsOpen { get; set; } = true;
    public List<string> Executed { get; } = [];

    public ValueTask<bool> IsForAsync(AdHocRequest request, CancellationToken ct) =>
        new(IsOpen && request.Requester.Local != "nurse");

    public ValueTask<AdHocStep> StartAsync(AdHocRequest request, CancellationToken ct) => new(AdHocStep.Ask(
        DataForm.Create(
            DataFormType.Form, "urn:test:form",
            new DataFormField("to", DataFormNames.JidSingle) { IsRequired = true },
            new DataFormField("colour", DataFormNames.ListSingle)
            {
                Options = [new DataFormOption("red"), new DataFormOption("blue")],
            },
            new DataFormField("secret", DataFormNames.TextPrivate)),
        (first, _) => new ValueTask<AdHocStep>(Second(first)), isLast: false));

    private AdHocStep Second(DataForm first)
    {
        if (Jid.Parse(first.Value("to")!).Local == "mercutio")
            return AdHocStep.Refused(StanzaError.ItemNotFound);
        return AdHocStep.Ask(
            DataForm.Create(DataFormType.Form, "urn:test:form", new DataFormField("sure", DataFormNames.Boolean)),
            (second, _) =>
            {
                var text = $"{first.Value("to")} {first.Value("colour")} {second.Value("sure")}";
                Executed.Add(text);
                return new ValueTask<AdHocStep>(second.Boolean("sure") == true ? AdHocStep.Done(text) : AdHocStep.Failed("no"));
            });
    }
}
