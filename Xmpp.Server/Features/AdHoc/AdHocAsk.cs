using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>A form that waits to be filled in.</summary>
internal sealed record AdHocAsk(
    DataForm Form, Func<DataForm, CancellationToken, ValueTask<AdHocStep>> SubmittedAsync, bool IsLast) : AdHocStep;
