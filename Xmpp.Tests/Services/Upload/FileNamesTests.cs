using System.Text;
using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

[Case("WEB-11"), Spec("XEP-0363", "4")]
public class FileNamesTests
{
    [TestCase("très cool.jpg", "très cool.jpg")]
    [TestCase("../../x", "x")]
    [TestCase("..\\..\\boot.ini", "boot.ini")]
    [TestCase("/etc/passwd", "passwd")]
    [TestCase("x\r\ny.txt", "xy.txt")]
    [TestCase("x\u0000.txt\u0085", "x.txt")]
    [TestCase("photo\u202Egpj.exe", "photogpj.exe", Description = "no direction that hides the ending")]
    [TestCase("  a.b.  ", "a.b")]
    [TestCase("\"quoted\"; x=y.pdf", "\"quoted\"; x=y.pdf")]
    [TestCase(".bashrc", ".bashrc")]
    [TestCase("..", null)]
    [TestCase(".", null)]
    [TestCase("folder/", null)]
    [TestCase("\r\n", null)]
    public void A_name_is_the_end_of_a_path_without_what_nobody_sees(string name, string? clean) =>
        Assert.That(FileNames.Clean(name), Is.EqualTo(clean));

    [Test]
    public void A_long_name_keeps_its_ending_and_is_cut_between_characters()
    {
        var clean = FileNames.Clean(new string('é', 300) + ".tar.gz");
        Assert.That(clean, Does.StartWith("éé").And.EndsWith("é.gz"));
        Assert.That(Encoding.UTF8.GetByteCount(clean!), Is.InRange(190, 200));
        Assert.That(FileNames.Clean("x." + new string('é', 300)), Does.Not.Contain("\uFFFD"), "what is no ending is cut, too");
        Assert.That(FileNames.Clean(string.Concat(Enumerable.Repeat("\U0001F600", 100)) + ".png"), Does.EndWith("\U0001F600.png"));
    }

    [TestCase("a b+ü%.jpg", "a%20b%2B%C3%BC%25.jpg")]
    [TestCase("\"?#&=.txt", "%22%3F%23%26%3D.txt")]
    [TestCase("漢字-_.~", "%E6%BC%A2%E5%AD%97-_.~")]
    [TestCase("\U0001F600", "%F0%9F%98%80")]
    public void In_an_address_all_but_the_unreserved_is_encoded(string name, string path) =>
        Assert.That(FileNames.ToPath(name), Is.EqualTo(path));
}
