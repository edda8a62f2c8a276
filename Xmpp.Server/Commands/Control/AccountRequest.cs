namespace Xmpp.Server.Commands.Control;

/// <summary>A command about an account on its way to the running server.</summary>
internal sealed record AccountRequest(string Jid, string? Password = null, bool IsDisabled = false)
{
    // A record prints its members, and this one has a password (cases OPS-09).
    public override string ToString() => $"{nameof(AccountRequest)} {Jid}";
}
