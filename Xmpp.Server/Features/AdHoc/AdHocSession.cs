using System.Collections.Immutable;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>An execution that waits for a form (XEP-0050 §3.3).</summary>
/// <param name="Id">Nobody can guess it.</param>
/// <param name="Command">What is executed.</param>
/// <param name="Request">By whom, and at which host; nobody else can go on with it.</param>
/// <param name="Step">The form that waits.</param>
/// <param name="Before">The forms before it with what was submitted, the latest on top.</param>
internal sealed record AdHocSession(
    string Id, IAdHocCommand Command, AdHocRequest Request, AdHocAsk Step,
    ImmutableStack<(AdHocAsk Step, DataForm Submitted)> Before);
