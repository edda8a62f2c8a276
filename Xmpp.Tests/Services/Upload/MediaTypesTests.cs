using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

[Case("WEB-12")]
public class MediaTypesTests
{
    [TestCase("image/jpeg", true)]
    [TestCase("IMAGE/PNG", true)]
    [TestCase("video/mp4; codecs=\"avc1\"", true)]
    [TestCase("audio/ogg", true)]
    [TestCase("image/svg+xml", false)]
    [TestCase("image/SVG+XML; charset=utf-8", false)]
    [TestCase("text/html", false)]
    [TestCase("application/xhtml+xml", false)]
    [TestCase("text/xml", false)]
    [TestCase("application/pdf", false)]
    [TestCase("application/javascript", false)]
    [TestCase("text/plain", false)]
    [TestCase("application/octet-stream", false)]
    public void Only_what_nobody_runs_is_shown(string type, bool isShown) =>
        Assert.That(MediaTypes.IsShown(type), Is.EqualTo(isShown));

    [TestCase("text/javascript", true)]
    [TestCase("Application/X-JavaScript; charset=utf-8", true)]
    [TestCase("application/ecmascript", true)]
    [TestCase("application/wasm", true)]
    [TestCase("text/plain", false)]
    [TestCase("image/svg+xml", false)]
    public void What_a_page_could_run_is_known(string type, bool isScript) =>
        Assert.That(MediaTypes.IsScript(type), Is.EqualTo(isScript));

    [TestCase("image/png", true)]
    [TestCase("image/*", true)]
    [TestCase("*/*", false)]
    [TestCase("image", false)]
    [TestCase("image/png; q=1", false)]
    [TestCase("im age/png", false)]
    public void A_range_names_a_type_or_a_family(string text, bool isRange) =>
        Assert.That(MediaTypes.IsRange(text), Is.EqualTo(isRange));

    [TestCase("image/png", true)]
    [TestCase("Image/WebP; a=b", true)]
    [TestCase("imagery/png", false)]
    [TestCase("video/mp4", true)]
    [TestCase("video/mp4v", false)]
    [TestCase("application/octet-stream", false)]
    public void Types_are_allowed_by_list(string type, bool isAllowed)
    {
        Assert.That(MediaTypes.IsAllowed(type, ["image/*", "video/mp4"]), Is.EqualTo(isAllowed));
        Assert.That(MediaTypes.IsAllowed(type, []), Is.True);
    }
}
