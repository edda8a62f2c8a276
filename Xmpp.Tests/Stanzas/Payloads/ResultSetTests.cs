using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Stanzas.Payloads;

[Spec("XEP-0059", "2")]
public class ResultSetTests
{
    [TestCase("", null, null, null, null)]
    [TestCase("<max>10</max>", 10, null, null, null)]
    [TestCase("<max> 10 </max>", 10, null, null, null)]
    [TestCase("<max>0</max>", 0, null, null, null)]
    [TestCase("<max>99999999999</max>", int.MaxValue, null, null, null)]
    [TestCase("<before/>", null, null, "", null)]
    [TestCase("<before></before>", null, null, "", null)]
    [TestCase("<before>b</before>", null, null, "b", null)]
    [TestCase("<after>a</after><max>1</max>", 1, "a", null, null)]
    [TestCase("<after/>", null, null, null, null)]
    [TestCase("<index>3</index>", null, null, null, 3)]
    public void Reads(string inner, int? max, string? after, string? before, int? index)
    {
        Assert.That(ResultSetRequest.TryRead(Set(inner), out var request), Is.True);
        Assert.That(request, Is.EqualTo(new ResultSetRequest(max, after, before, index)));
    }

    [TestCase("<max>-1</max>")]
    [TestCase("<max/>")]
    [TestCase("<max>1e3</max>")]
    [TestCase("<max>999999999999999999999999</max>")]
    [TestCase("<index>x</index>")]
    public void Refuses_what_is_no_number(string inner) =>
        Assert.That(ResultSetRequest.TryRead(Set(inner), out _), Is.False);

    [Test]
    public void No_element_asks_for_nothing_in_particular()
    {
        Assert.That(ResultSetRequest.TryRead(null, out var request), Is.True);
        Assert.That(request, Is.EqualTo(ResultSetRequest.None));
    }

    private static XElement Set(string inner)
    {
        var text = $"<set xmlns='{ResultSetNames.Ns}'>{inner}</set>";
        using var reader = System.Xml.XmlReader.Create(new StringReader(text));
        return XElement.Load(reader);
    }
}
