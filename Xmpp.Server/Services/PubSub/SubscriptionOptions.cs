using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.PubSub;

/// <summary>What a subscriber wants of a subscription (XEP-0060 §6.3, §16.4.2).</summary>
internal sealed record SubscriptionOptions
{
    private const string DeliverVar = "pubsub#deliver", ExpireVar = "pubsub#expire", ShowValuesVar = "pubsub#show-values";

    private static readonly ImmutableArray<string> s_showValues = ["away", "chat", "dnd", "online", "xa"];

    public static readonly SubscriptionOptions Default = new();

    public bool Delivers { get; init; } = true;

    /// <summary>The presence in which he wants notifications; empty: in any, and without.</summary>
    public ImmutableArray<string> ShowValues { get; init; } = [];

    /// <summary>It ends at this time (§12.19), or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public XElement ToElement(DataFormType type) => DataForm.Create(type, PubSubNames.SubscribeOptionsForm, Fields()).ToElement();

    /// <summary>A submitted form over these options; null if a value is none or a field unknown (§6.3.6.2).</summary>
    public SubscriptionOptions? With(DataForm form)
    {
        if (form.FormType is { } type && type != PubSubNames.SubscribeOptionsForm)
            return null;
        var options = this;
        foreach (var field in form.Fields)
        {
            if (field.Var == DataFormNames.FormType)
                continue;
            if (options.With(field) is not { } changed)
                return null;
            options = changed;
        }
        return options;
    }

    public byte[]? Write() => IsDefault ? null : StoredElement.Write(ToElement(DataFormType.Submit));

    public static SubscriptionOptions Read(byte[]? stored) =>
        stored is not null && DataForm.TryRead(StoredElement.Read(stored), DataFormLimits.Default, out var form)
            ? Default.With(form) ?? Default
            : Default;

    private bool IsDefault => Delivers && ShowValues.IsEmpty && ExpiresAt is null;

    private SubscriptionOptions? With(DataFormField field)
    {
        switch (field.Var, field.Values)
        {
            case (DeliverVar, ["1" or "true"]):
                return this with { Delivers = true };
            case (DeliverVar, ["0" or "false"]):
                return this with { Delivers = false };
            case (ShowValuesVar, var values) when values.All(v => s_showValues.Contains(v)):
                return this with { ShowValues = [.. values.Distinct(StringComparer.Ordinal)] };
            case (ExpireVar, [] or [""]):
                return this with { ExpiresAt = null };
            case (ExpireVar, [var value]) when XmppDateTime.TryParse(value, out var time):
                return this with { ExpiresAt = time };
            default:
                return null;
        }
    }

    private IEnumerable<DataFormField> Fields()
    {
        yield return new DataFormField(DeliverVar, DataFormNames.Boolean, Delivers ? "1" : "0")
        {
            Label = "Whether to receive notifications",
        };
        yield return new DataFormField(ShowValuesVar, DataFormNames.ListMulti, ShowValues)
        {
            Label = "The presence in which to receive them; none: any",
            Options = [.. s_showValues.Select(value => new DataFormOption(value))],
        };
        ImmutableArray<string> expire = ExpiresAt is { } time ? [XmppDateTime.Format(time)] : [];
        yield return new DataFormField(ExpireVar, DataFormNames.TextSingle, expire)
        {
            Label = "When the subscription ends",
        };
    }
}
