namespace Xmpp.Storage.Invitations;

/// <summary>How many invitations one owner may make since a point in time.</summary>
public readonly record struct InvitationQuota(int Max, DateTimeOffset Since);
