using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>A command that has completed.</summary>
internal sealed record AdHocEnd(AdHocNote? Note, DataForm? Result) : AdHocStep;
