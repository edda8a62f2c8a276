using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Registration;

/// <summary>Which account shall have which password (XEP-0077 §3.1, §3.3).</summary>
internal sealed record RegistrationRequest(Jid Account, string Password)
{
    // OPS-09: a record prints its members; the password must never reach a log.
    public override string ToString() => $"{nameof(RegistrationRequest)} {Account}";
}
