using System.Net;
using System.Text;

namespace Xmpp.Tests.Wire.Http;

/// <summary>Requests of BOSH as a script writes them: each write is a POST, each answer comes as it is.</summary>
internal class BoshRawStream(IPEndPoint server, string host) : TextStream
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false });
    private readonly CancellationTokenSource gone = new();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _ = AskAsync(Encoding.UTF8.GetString(buffer.Span));
        return default;
    }

    /// <summary>The client goes away without a word.</summary>
    public void Drop()
    {
        gone.Cancel();
        Ended();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop(); // what is under way looks at 'gone' still
            client.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>The body of the answer.</summary>
    protected async Task<string> PostAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{server}/http-bind")
        {
            Content = new StringContent(body, Encoding.UTF8, "text/xml"),
        };
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, gone.Token);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(gone.Token)
            : $"<http xmlns='urn:test' status='{(int)response.StatusCode}'/>";
    }

    private async Task AskAsync(string body)
    {
        try
        {
            await CameAsync(await PostAsync(body));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Ended();
        }
    }
}
