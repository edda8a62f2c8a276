using System.Net;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Administration;

/// <summary>
/// A login with an account's password over HTTP: the same throttle, the same pauses and the same work for names that nobody
/// has as with SASL (cases AUTH-06).
/// </summary>
internal sealed class AdminLogin(
    HostTable hosts, Func<string, SaslContext> contextOf, Administrators administrators, SecondFactors factors,
    AdminSessions sessions, LoginLog log)
{
    /// <summary>A new session's key, where it is done.</summary>
    public async Task<(LoginOutcome Outcome, string? Key, Jid? Account)> LoginAsync(
        string name, string password, string? code, IPAddress address, CancellationToken ct)
    {
        var (outcome, account) = await CheckAsync(name, password, code, address, ct);
        var claimed = Observability.Printable.Escape(name);
        log.NoteHttp(address, claimed, outcome switch
        {
            LoginOutcome.Done => null,
            LoginOutcome.Busy => "temporary-auth-failure",
            _ => "not-authorized",
        });
        return (outcome, account is not null && outcome == LoginOutcome.Done ? sessions.Begin(account) : null, account?.Jid);
    }

    private async Task<(LoginOutcome Outcome, Account? Account)> CheckAsync(
        string name, string password, string? code, IPAddress address, CancellationToken ct)
    {
        // What is no address is looked for like one that nobody has.
        if (!Jid.TryParse(name, out var jid) || jid.Local is null || jid.IsFull)
            jid = Jid.Parse("nobody.at.all@" + hosts.Default.Domain);
        var context = contextOf(hosts.Contains(jid.Domain) ? jid.Domain : hosts.Default.Domain);
        if (!context.Throttle.Allows(address))
            return (LoginOutcome.Busy, null);
        var account = await context.FindAsync(jid, ct);
        var credential = account is null || account.Credentials.IsDefaultOrEmpty
            ? context.Unknown.For(jid, ScramHash.Sha256)
            : account.Credentials.FirstOrDefault(c => c.Hash == ScramHash.Sha256) ?? account.Credentials[0];
        if (await context.Hashing.VerifyAsync(credential, password, ct) is not { } matches)
            return Excused(context, jid, LoginOutcome.Busy);
        if (!matches || account is not { IsDisabled: false })
            return Refused(context, jid, address);
        switch (await factors.CheckAsync(jid, code, ct))
        {
            case null:
                return Excused(context, jid, LoginOutcome.CodeRequired);
            case false:
                return Refused(context, jid, address);
        }
        if ((await administrators.RightsOfAsync(jid, ct)).IsNone)
            return Excused(context, jid, LoginOutcome.NoRole);
        context.Throttle.Succeeded(jid);
        return (LoginOutcome.Done, account);
    }

    private static (LoginOutcome, Account?) Excused(SaslContext context, Jid jid, LoginOutcome outcome)
    {
        context.Throttle.Excused(jid);
        return (outcome, null);
    }

    private static (LoginOutcome, Account?) Refused(SaslContext context, Jid jid, IPAddress address)
    {
        context.Throttle.Failed(jid, address);
        return (LoginOutcome.Refused, null);
    }
}
