using System.Net;
using System.Xml.Linq;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Invitations;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

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

    /// <summary>What streams may use before login, beside what is registered; null without invitations (XEP-0445).</summary>
    public InvitationService? Invitations { get; set; }

    /// <summary>For a stream that has not logged in.</summary>
    public RegistrationStream Open(string host, IPAddress address) => new(this, Invitations, host, address);

    /// <summary>Whether strangers may make accounts now.</summary>
    public bool IsOpen => options.Enabled;

    /// <summary>§3.1.1: a new account, while registration is open.</summary>
    public async ValueTask<IqReply> CreateAsync(XElement query, string host, IPAddress address, CancellationToken ct)
    {
        if (RegistrationRules.ReadNew(query, host, options.ReservedNames, out var request) is { } error)
            return error;
        if (request is null)
            return StanzaError.BadRequest;
        if (hosts.IsAdmin(request.Account) || RegistrationRules.LooksLikeAnother(request.Account, options))
            return StanzaError.NotAcceptable; // as for a name that nobody gets
        if (Invitations is not null && await Invitations.IsReservedAsync(request.Account, ct))
            return StanzaError.Conflict; // XEP-0445 §5
        return limit.TryTake(address)
            ? ReplyTo(await accounts().CreateAsync(
                new(request.Account, request.Password) { Origin = new(AccountWay.InBand, address.ToString()) }, ct))
            : StanzaError.ResourceConstraint;
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
        AccountOutcome.Exists or AccountOutcome.Kept => StanzaError.Conflict, // the same, so that nobody learns who was here
        AccountOutcome.BadPassword => StanzaError.NotAcceptable,
        AccountOutcome.Busy => StanzaError.ResourceConstraint,
        _ => StanzaError.NotAllowed,
    };
}
