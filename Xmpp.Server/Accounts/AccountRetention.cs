using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

/// <summary>Once an hour removes what is kept of accounts for a time only.</summary>
internal sealed class AccountRetention(
    DeletedNames names, IAccountOriginStore origins, RegistrationOptions options, TimeProvider time, BackgroundWork background)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private DateTimeOffset _next;

    /// <summary>Begins if it is due; called about once a second.</summary>
    public void Tick()
    {
        var now = time.GetUtcNow();
        if (now < _next)
            return;
        _next = now + s_interval;
        background.Run("retention of what is known of accounts", RemoveAsync);
    }

    /// <summary>Removes what is over.</summary>
    public async Task RemoveAsync(CancellationToken ct)
    {
        await names.ForgetOldAsync(ct);
        await origins.ForgetAddressesAsync(time.GetUtcNow() - options.KeepAddresses, ct);
    }
}
