using Xmpp.Server.Federation;
using Xmpp.Server.Federation.Streams;

namespace Xmpp.Server.Commands.Control;

/// <summary>Links and streams as the operator reads them.</summary>
internal static class FederationLines
{
    public static IEnumerable<FederationLine> Of(FederationServices federation) =>
        Links(federation).Concat(Incoming(federation))
            .OrderBy(line => line.Remote, StringComparer.Ordinal).ThenBy(line => line.Local, StringComparer.Ordinal);

    private static IEnumerable<FederationLine> Links(FederationServices federation) => federation.Links.All.Select(link =>
    {
        var (stream, queue, state) = link.Look();
        return new FederationLine(
            stream is { IsBidirectional: true } ? "both" : "out", link.Pair.Local, link.Pair.Remote, state,
            stream?.Method ?? "-", stream?.Tls ?? "-", queue, link.LastError);
    });

    private static IEnumerable<FederationLine> Incoming(FederationServices federation) => federation.Streams
        .OfType<IncomingStream>()
        .SelectMany(stream => stream.Proved.Count > 0
            ? stream.Proved.Select(pair => new FederationLine(
                "in", pair.Local, pair.Remote, "open", stream.Method, stream.Tls, 0, null))
            : [new FederationLine("in", "-", stream.Claimed, "new", "-", stream.Tls, 0, null)]);
}
