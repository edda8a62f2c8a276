using System.Net;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire.Http;

/// <summary>A client's BOSH session (XEP-0206) that looks like TCP.</summary>
internal sealed class BoshStream(IPEndPoint server, string host) : BoshRawStream(server, host)
{
    private static readonly XNamespace Bosh = "http://jabber.org/protocol/httpbind";
    private static readonly XNamespace Xmpp = "urn:xmpp:xbosh";

    private readonly WireFrameScanner scanner = new();
    private readonly SemaphoreSlim places = new(2);
    private readonly Lock order = new();
    private Task answers = Task.CompletedTask;
    private long rid = 1_000_000;
    private int open;
    private string? sid;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        scanner.Add(buffer.Span);
        while (scanner.Next() is { } frame)
        {
            if (frame.Kind == WirePatternKind.Header)
                await OpenAsync(frame.Element!);
            else if (frame.Kind == WirePatternKind.StreamEnd)
                await SendAsync(new XAttribute("type", "terminate"));
            else
                await SendAsync(frame.Element!);
        }
    }

    private async Task OpenAsync(XElement header)
    {
        object[] asked =
        [
            new XAttribute("to", (string?)header.Attribute("to") ?? ""),
            new XAttribute(XNamespace.Xmlns + "xmpp", Xmpp.NamespaceName),
            header.Attribute("from")!,
            header.Attribute(XNamespace.Xml + "lang")!,
        ];
        if (sid is not null)
        {
            await CameAsync(FramedText.Header([new XAttribute("id", $"restarted-{rid}"), new XAttribute(XNamespace.Xml + "lang", "en")]));
            await SendAsync([.. asked, new XAttribute(Xmpp + "restart", "true")]);
            return;
        }
        var created = FramedText.Check(await PostAsync(Text(
            [.. asked, new XAttribute("hold", 1), new XAttribute("wait", 60), new XAttribute("ver", "1.6"),
                new XAttribute(Xmpp + "version", "1.0")])));
        sid = (string?)created.Attribute("sid") ?? throw new WireFailureException($"no session: {created}");
        await CameAsync(FramedText.Header([
            new XAttribute("id", sid), new XAttribute("from", (string?)created.Attribute("from") ?? ""),
            new XAttribute("version", "1.0"), new XAttribute(XNamespace.Xml + "lang", "en")]));
        await AnswerAsync(created);
    }

    private async Task SendAsync(params object[] content)
    {
        await places.WaitAsync();
        lock (order)
        {
            open++;
            answers = AnswerAsync(answers, PostAsync(Text(content)));
        }
    }

    // XEP-0124 §14.2: in the order of the requests.
    private async Task AnswerAsync(Task before, Task<string> answer)
    {
        try
        {
            await before;
            await AnswerAsync(FramedText.Check(await answer));
            places.Release();
            lock (order)
            {
                if (--open > 0)
                    return;
            }
            await SendAsync(); // §10: as soon as possible
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Ended();
        }
        catch (WireFailureException e)
        {
            Ended(e);
        }
    }

    private async Task AnswerAsync(XElement body)
    {
        if (body.Name != Bosh + "body")
            throw new WireFailureException($"no body: {body}");
        foreach (var element in body.Elements())
            await CameAsync(element.ToString(SaveOptions.DisableFormatting));
        if ((string?)body.Attribute("type") != "terminate")
            return;
        await CameAsync("</stream:stream>");
        Drop();
    }

    private string Text(object[] content)
    {
        var body = new XElement(Bosh + "body", new XAttribute("rid", rid++), sid is null ? null : new XAttribute("sid", sid), content);
        return body.ToString(SaveOptions.DisableFormatting);
    }
}
