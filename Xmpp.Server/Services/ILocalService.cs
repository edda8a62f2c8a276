using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Services;

/// <summary>A service of this server that has domains of its own, beside the hosts (XEP-0030 §4.1): rooms, nodes.</summary>
internal interface ILocalService
{
    /// <summary>The domains that it answers for, prepared; others where the hosts are others.</summary>
    IReadOnlyCollection<string> Domains { get; }

    /// <summary>
    /// Takes a stanza over that is for one of its domains, from a session here, a component or another server alike: the
    /// 'from' has been checked. Completes when the stanza is dealt with and what must be stored is durable; so stanzas of
    /// one sender come in order.
    /// </summary>
    /// <param name="stanza">With 'from' and 'to'.</param>
    /// <param name="ct">The end of the server.</param>
    /// <returns>Null, or the error that the sender is to get.</returns>
    ValueTask<StanzaError?> HandleAsync(Stanza stanza, CancellationToken ct);
}
