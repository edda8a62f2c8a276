using System.Net;
using System.Xml.Linq;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Features.Registration;

/// <summary>
/// XEP-0077: In-Band Registration. Opening accounts is for streams before login and closed by default; an owner may
/// change the password and give up the account.
/// </summary>
internal sealed class RegistrationFeature(
    Func<AccountService> accounts, RegistrationLimit limit, RegistrationOptions options, HostTable hosts) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(77, "2.4", "In-Band Registration")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, RegistrationNames.Ns.NamespaceName, () => options.Enabled); // ABU-03: closed looks closed
        // §3.2, §3.3: with the host as 'to' or none at all.
        registry.IqGet(IqTarget.Account, RegistrationNames.Query, DescribeAsync);
        registry.IqGet(IqTarget.Server, RegistrationNames.Query, DescribeAsync);
        registry.IqSet(IqTarget.Account, RegistrationNames.Query, ChangeAsync, IqAccess.Anyone);
        registry.IqSet(IqTarget.Server, RegistrationNames.Query, ChangeAsync);
    }

    /// <summary>True for what a stream may ask before login while registration is open.</summary>
    public bool Handles(XElement element) =>
        options.Enabled && element.Name == XmppNames.Iq && element.Element(RegistrationNames.Query) is not null;

    /// <summary>§3.1.1: answers a stream that has not logged in yet.</summary>
    public async ValueTask<XElement> BeforeLoginAsync(XElement iq, string host, IPAddress address, CancellationToken ct)
    {
        var id = (string?)iq.Attribute(XmppNames.Id);
        var reply = string.IsNullOrEmpty(id)
            ? StanzaError.BadRequest
            : (string?)iq.Attribute(XmppNames.Type) switch
            {
                "get" => IqReply.Result(RegistrationRules.Fields()),
                "set" when iq.Element(RegistrationNames.Query) is { } query =>
                    await CreateAsync(query, host, address, ct),
                _ => StanzaError.BadRequest,
            };
        var answer = new XElement(
            XmppNames.Iq,
            new XAttribute(XmppNames.Type, reply.Error is null ? "result" : "error"),
            new XAttribute(XmppNames.From, host));
        if (id is not null)
            answer.Add(new XAttribute(XmppNames.Id, id));
        answer.Add(reply.Error is { } error ? error.ToElement() : reply.Payload);
        return answer;
    }

    private async ValueTask<IqReply> CreateAsync(XElement query, string host, IPAddress address, CancellationToken ct)
    {
        if (RegistrationRules.ReadNew(query, host, options.ReservedNames, out var request) is { } error)
            return error;
        if (request is null)
            return StanzaError.BadRequest;
        if (!limit.TryTake(address))
            return StanzaError.ResourceConstraint;
        try
        {
            return ReplyTo(await accounts().CreateAsync(request.Account, request.Password, ct));
        }
        catch (StorageException e)
        {
            return Router.ErrorOf(e);
        }
    }

    // §3.1: who is registered is told so; the password is not told.
    private ValueTask<IqReply> DescribeAsync(IqRequest iq, CancellationToken ct)
    {
        if (iq.Sender.Local is not { } local || !hosts.Contains(iq.Sender.Domain))
            return new ValueTask<IqReply>(StanzaError.ServiceUnavailable);
        return new ValueTask<IqReply>(IqReply.Result(new XElement(
            RegistrationNames.Query,
            new XElement(RegistrationNames.Registered),
            new XElement(RegistrationNames.Username, local),
            new XElement(RegistrationNames.Password))));
    }

    private async ValueTask<IqReply> ChangeAsync(IqRequest iq, CancellationToken ct)
    {
        var account = iq.Sender.Bare;
        if (account.Local is null || account.Domain != iq.Target.Domain || (iq.Target.Local is not null && !iq.IsFromOwner))
            return StanzaError.Forbidden; // §3.2; cases ABU-04
        if (RegistrationRules.IsRemoval(iq.Payload, out var refusal))
            return refusal is not null ? (IqReply)refusal : Cancel(account);
        if (!options.PasswordChange)
            return StanzaError.NotAllowed;
        if (RegistrationRules.ReadChange(iq.Payload, account, out var request) is { } error)
            return error;
        return request is null
            ? StanzaError.BadRequest
            : ReplyTo(await accounts().SetPasswordAsync(account, request.Password, iq.Sender, ct));
    }

    private IqReply Cancel(Jid account) => options.Cancellation
        ? IqReply.DoneThen(ct => accounts().DeleteAsync(account, ct))
        : StanzaError.NotAllowed;

    private static IqReply ReplyTo(AccountOutcome outcome) => outcome switch
    {
        AccountOutcome.Done => IqReply.Done,
        AccountOutcome.Exists => StanzaError.Conflict,
        AccountOutcome.BadPassword => StanzaError.NotAcceptable,
        AccountOutcome.Busy => StanzaError.ResourceConstraint,
        _ => StanzaError.NotAllowed,
    };
}
