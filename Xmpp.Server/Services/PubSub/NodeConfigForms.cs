using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Configurations as forms: shown, submitted, as preconditions, and as the store keeps them.</summary>
internal static class NodeConfigForms
{
    /// <summary>The form that the owner gets (§8.2.2), or the one of a notification (§8.2.5.3).</summary>
    public static XElement ToElement(NodeConfig config, DataFormType type) =>
        DataForm.Create(
            type, PubSubNames.NodeConfigForm, NodeConfigFields.All.Select(field => field.ToFormField(config))).ToElement();

    public static byte[] Write(NodeConfig config) => StoredElement.Write(
        DataForm.Create(
            DataFormType.Submit, PubSubNames.NodeConfigForm,
            NodeConfigFields.All.Select(field => new DataFormField(field.Var, null, field.Get(config)))).ToElement());

    /// <summary>What was kept; a field that this version does not know any more is left aside.</summary>
    public static NodeConfig Read(byte[] bytes)
    {
        var config = new NodeConfig();
        if (!DataForm.TryRead(StoredElement.Read(bytes), DataFormLimits.Default, out var form))
            throw new InvalidDataException("A stored node configuration is no form.");
        foreach (var field in form.Fields)
            config = NodeConfigFields.Find(field.Var)?.Set(config, field.Values) ?? config;
        return config;
    }

    /// <summary>
    /// A submitted form over the configuration that there is: fields that are left out stay as they are (XEP-0004 §3.1),
    /// what we do not know is ignored.
    /// </summary>
    /// <returns>Null and the new configuration, or what is wrong with a value.</returns>
    public static StanzaError? Apply(NodeConfig before, DataForm form, out NodeConfig after)
    {
        after = before;
        if (form.FormType is { } type && type != PubSubNames.NodeConfigForm)
            return StanzaError.BadRequest;
        foreach (var field in form.Fields)
        {
            if (NodeConfigFields.Find(field.Var) is not { } known)
                continue;
            if (known.Set(after, field.Values) is { } changed)
            {
                after = changed;
                continue;
            }
            return field.Var switch
            {
                NodeConfigFields.AccessModelVar => PubSubErrors.UnsupportedAccessModel, // §8.1.2
                NodeConfigFields.NodeTypeVar => PubSubErrors.Unsupported("collections"), // XEP-0248
                _ => StanzaError.NotAcceptable, // §8.2.5.2
            };
        }
        return null;
    }

    /// <summary>
    /// §7.1.5: the options of a publication, over a configuration. They are met if nothing would change. A field that we
    /// do not know refuses the publication.
    /// </summary>
    public static StanzaError? ApplyPreconditions(NodeConfig before, DataForm form, out NodeConfig after)
    {
        after = before;
        if (form.FormType != PubSubNames.PublishOptionsForm)
            return PubSubErrors.InvalidOptions;
        foreach (var field in form.Fields)
        {
            if (field.Var == DataFormNames.FormType)
                continue;
            if (NodeConfigFields.Find(field.Var)?.Set(after, field.Values) is not { } changed)
                return PubSubErrors.InvalidOptions;
            after = changed;
        }
        return null;
    }
}
