using Microsoft.Extensions.Logging;
using Xmpp.Server.Accounts;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.Muc;
using Xmpp.Server.Services.PubSub;
using Xmpp.Server.Services.Upload;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Administration;

/// <summary>What administration works on.</summary>
internal sealed record AdministrationParts
{
    public required ServerOptions Options { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILoggerFactory Loggers { get; init; }
    public required Stores Stores { get; init; }
    public required HostTable Hosts { get; init; }
    public required IStorageEngine Engine { get; init; }
    public required ServerMetrics Metrics { get; init; }
    public required BackgroundWork Background { get; init; }
    public required CertificateStore Certificates { get; init; }
    public required SessionDirectory Sessions { get; init; }
    public required AccountService Accounts { get; init; }
    public required RoomOperations? Rooms { get; init; }
    public required UploadAdministration Uploads { get; init; }
    public required NodeAdministration Nodes { get; init; }
    public required BlockedDomains BlockedDomains { get; init; }
    public required FederationServices? Federation { get; init; }
    public required AdHocCommands AdHoc { get; init; }
    public required Router Router { get; init; }
    public required Func<int> Connections { get; init; }
    public required Func<string, SaslContext> SaslContextOf { get; init; }
    public required LoginLog LoginLog { get; init; }
}
