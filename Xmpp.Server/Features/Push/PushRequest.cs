using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Push;

/// <summary>What a client asks for (XEP-0357 §5, §6).</summary>
/// <param name="Service">The push service.</param>
/// <param name="Node">Its node, or null.</param>
/// <param name="Options">The form to publish with, in UTF-8, or null.</param>
internal sealed record PushRequest(Jid Service, string? Node, byte[]? Options)
{
    public int Size => (Node?.Length ?? 0) + (Options?.Length ?? 0);

    /// <summary>False for what §5 and §6 do not allow.</summary>
    public static bool TryRead(XElement payload, [NotNullWhen(true)] out PushRequest? request)
    {
        request = null;
        if (!Jid.TryParse((string?)payload.Attribute("jid"), out var service)
            || !TryReadOptions(payload.Element(DataFormNames.X), out var options))
        {
            return false;
        }
        request = new PushRequest(service, (string?)payload.Attribute("node"), options);
        return true;
    }

    // §5: only publish-options. Clients are known to say type='form' or nothing; the form goes on as a submission.
    private static bool TryReadOptions(XElement? element, out byte[]? options)
    {
        options = null;
        if (element is null)
            return true;
        var submitted = new XElement(element);
        submitted.SetAttributeValue(DataFormNames.Type, "submit");
        if (!DataForm.TryRead(submitted, DataFormLimits.Default, out var form)
            || form.FormType != PushNames.PublishOptionsForm)
        {
            return false;
        }
        options = StoredElement.Write(form.ToElement());
        return true;
    }
}
