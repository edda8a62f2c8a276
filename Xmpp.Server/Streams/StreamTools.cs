using Microsoft.Extensions.Logging;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Streams;

/// <summary>What a stream needs to tell of itself, whoever its peer is.</summary>
internal sealed record StreamTools(WireLog WireLog, ServerMetrics Metrics, TimeProvider Time, ILogger Logger);
