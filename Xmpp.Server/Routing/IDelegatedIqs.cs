using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Requests that somebody else answers in place of the server (XEP-0355).</summary>
internal interface IDelegatedIqs
{
    /// <summary>The answer, or the promise of one; null: the server answers itself.</summary>
    /// <param name="request">To a host or an account here.</param>
    /// <param name="sentBy">Who has really sent it; differs from the sender where a component speaks for an account.</param>
    /// <param name="ct">Cancels before anybody is asked.</param>
    ValueTask<IqReply?> AskAsync(IqRequest request, Jid sentBy, CancellationToken ct);

    /// <summary>The same for service discovery of an account, where the server knows nothing (§7.2.4, §7.2.5).</summary>
    IqReply? AskOfAccount(IqRequest request, bool isItems);

    /// <summary>Puts what others offer for a host, or for its accounts, in place of what the server does (§7.2).</summary>
    void Nest(string host, bool isAccount, XElement info);
}
