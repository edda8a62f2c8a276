using System.Net;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Features.Invitations;

/// <summary>What one address may do with tokens, on streams and pages together (cases ABU-03). Bounded memory.</summary>
internal sealed class InvitationGuard(InvitationOptions options, TimeProvider time)
{
    private const int Capacity = 100_000;

    private readonly DecayingCounters<IPAddress> _wrong =
        new(Capacity, TimeSpan.FromHours(1) / options.WrongPerAddressPerHour, time);

    private readonly DecayingCounters<IPAddress> _accounts = new(Capacity, TimeSpan.FromHours(1) / options.PerAddressPerHour, time);

    /// <summary>False after too many tokens that were none.</summary>
    public bool MayTry(IPAddress address) => _wrong.Read(Networks.Of(address)) <= options.WrongPerAddressPerHour - 1;

    public void NoteWrong(IPAddress address) => _wrong.Add(Networks.Of(address));

    /// <summary>Takes one of the accounts that an address may make; false if there is none left.</summary>
    public bool TryTakeAccount(IPAddress address)
    {
        var network = Networks.Of(address);
        if (_accounts.Read(network) > options.PerAddressPerHour - 1)
            return false;
        _accounts.Add(network);
        return true;
    }
}
