using Xmpp.Server.Configuration;
using Xmpp.Server.Services.Upload;
using Xmpp.Server.Web;

namespace Xmpp.Tests.Services.Upload;

/// <summary>Where a client is sent to with its file.</summary>
public class UploadAddressTests
{
    private static readonly ListenerOptions s_listeners = new()
    {
        Https = [new ListenEndpoint("127.0.0.1", 5443)],
        Http = [new ListenEndpoint("127.0.0.1", 5281)],
    };

    [TestCase("localhost", null, null, false, "https://localhost:5443/upload/t/a.png")]
    [TestCase("localhost", null, null, true, "http://127.0.0.1:5281/upload/t/a.png", Description = "a browser would refuse our self-made certificate")]
    [TestCase("capulet.example", null, null, true, "https://capulet.example:5443/upload/t/a.png")]
    [TestCase("localhost", "https://chat.example", null, true, "https://chat.example/upload/t/a.png")]
    [TestCase("localhost", null, "https://files.example", true, "https://files.example/upload/t/a.png")]
    public void A_page_in_clear_of_this_machine_uploads_to_where_it_came_from(
        string host, string? publicUrl, string? filesUrl, bool isByPage, string expected)
    {
        var web = new WebAddresses(new WebOptions { PublicUrl = publicUrl }, s_listeners);
        Assert.That(new UploadAddresses(web, filesUrl).Of(host, "t", "a.png", isByPage), Is.EqualTo(expected));
    }
}
