using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Features.Push;

/// <summary>Builds what is published (XEP-0357 §7; XEP-0060 §7.1, §7.1.5).</summary>
internal static class PushElements
{
    /// <param name="registration">Where it goes, and the options that go along.</param>
    /// <param name="batch">What it tells of.</param>
    /// <param name="pendingSubscriptions">Requests that wait for an answer.</param>
    /// <param name="options">What may be told.</param>
    public static XElement Publish(
        PushRegistration registration, PushBatch batch, int pendingSubscriptions, PushOptions options)
    {
        var publish = new XElement(
            PushNames.Publish,
            new XElement(PushNames.Item,
                new XElement(PushNames.Notification, Summary(batch, pendingSubscriptions, options))));
        if (registration.Node.Length > 0)
            publish.Add(new XAttribute("node", registration.Node));
        var pubSub = new XElement(PushNames.PubSubElement, publish);
        if (registration.Options is { } form)
            pubSub.Add(new XElement(PushNames.PublishOptions, StoredElement.Read(form)));
        return pubSub;
    }

    // §9: private information crosses third parties, so only what the operator allows.
    private static XElement? Summary(PushBatch batch, int pendingSubscriptions, PushOptions options)
    {
        var fields = new List<DataFormField>();
        foreach (var name in options.Summary)
        {
            var value = name switch
            {
                PushNames.MessageCount when batch.Messages > 0 => Number(batch.Messages),
                PushNames.PendingSubscriptionCount when batch.HasSubscription => Number(pendingSubscriptions),
                PushNames.LastMessageSender => batch.LastSender?.ToString(),
                PushNames.LastMessageBody => Shortened(batch.LastBody, options.BodyLength),
                _ => null,
            };
            if (value is not null)
                fields.Add(new DataFormField(name, null, value));
        }
        return fields.Count == 0 ? null : new DataForm(
            DataFormType.Submit, [new DataFormField(DataFormNames.FormType, null, PushNames.SummaryForm), .. fields]).ToElement();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Shortened(string? text, int length)
    {
        if (text is null || text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
