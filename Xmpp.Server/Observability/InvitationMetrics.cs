using Prometheus;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Observability;

/// <summary>Counts invitations (XEP-0401).</summary>
internal sealed class InvitationMetrics
{
    private readonly Counter _created;
    private readonly Counter _used;
    private readonly Counter _refused;

    public InvitationMetrics(ServerMetrics metrics)
    {
        _created = metrics.Factory.CreateCounter("xmpp_invitations_created_total", "Invitations that were made.", "kind");
        _used = metrics.Factory.CreateCounter(
            "xmpp_invitations_used_total", "Uses of invitations: accounts, contacts, passwords.", "kind");
        _refused = metrics.Factory.CreateCounter(
            "xmpp_invitations_refused_total", "Tokens that were unknown, expired, used up or revoked.");
        // All are there from the beginning, so that the first one is an increase.
        foreach (var kind in Enum.GetValues<InvitationKind>())
        {
            _created.WithLabels(LabelOf(kind));
            _used.WithLabels(LabelOf(kind));
        }
    }

    public void Created(InvitationKind kind) => _created.WithLabels(LabelOf(kind)).Inc();
    public void Used(InvitationKind kind) => _used.WithLabels(LabelOf(kind)).Inc();
    public void Refused() => _refused.Inc();

    private static string LabelOf(InvitationKind kind) => kind switch
    {
        InvitationKind.Account => "account",
        InvitationKind.Contact => "contact",
        _ => "password",
    };
}
