using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>A step that was refused.</summary>
internal sealed record AdHocRefusal(StanzaError Error) : AdHocStep;
