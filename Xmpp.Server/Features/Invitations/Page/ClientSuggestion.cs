namespace Xmpp.Server.Features.Invitations.Page;

/// <summary>A client that may be named to who has none.</summary>
/// <param name="Platform">As people call it.</param>
/// <param name="Name">Its own.</param>
/// <param name="Address">Where it is to be had.</param>
internal sealed record ClientSuggestion(string Platform, string Name, string Address);
