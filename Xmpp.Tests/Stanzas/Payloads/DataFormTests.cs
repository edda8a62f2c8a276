using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Stanzas.Payloads;

[Spec("XEP-0004", "3")]
public sealed class DataFormTests
{
    // XEP-0004 §5.1 example 3, shortened.
    private static readonly XElement Submission = Form(
        "submit",
        Field("FORM_TYPE", "hidden", "jabber:bot"),
        Field("description", "text-multi", "This bot enables you", "to send requests"),
        Field("public", "boolean", "0"),
        Field("features", null, "news", "search"),
        Field("empty", null, ""),
        Field("none", null));

    [Test]
    public void A_submission_is_read()
    {
        Assert.That(DataForm.TryRead(Submission, DataFormLimits.Default, out var form), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(form!.Type, Is.EqualTo(DataFormType.Submit));
            Assert.That(form.FormType, Is.EqualTo("jabber:bot"));
            Assert.That(form.Field("features")?.Values.ToArray(), Is.EqualTo(new[] { "news", "search" }));
            Assert.That(form.Value("features"), Is.Null, "more than one");
            Assert.That(form.Value("empty"), Is.Empty);
            Assert.That(form.Value("none"), Is.Null);
            Assert.That(form.Field("none"), Is.Not.Null);
            Assert.That(form.Field("missing"), Is.Null);
            Assert.That(form.Boolean("public"), Is.False);
            Assert.That(form.Field("public")?.Type, Is.EqualTo("boolean"));
            Assert.That(form.Field("features")?.Type, Is.Null);
        });
    }

    [TestCase("1", true)]
    [TestCase("true", true)]
    [TestCase("0", false)]
    [TestCase("false", false)]
    [TestCase("TRUE", null)]
    [TestCase("yes", null)]
    [TestCase("", null)]
    public void Booleans(string value, bool? expected)
    {
        DataForm.TryRead(Form("submit", Field("b", "boolean", value)), DataFormLimits.Default, out var form);
        Assert.That(form?.Boolean("b"), Is.EqualTo(expected));
    }

    [TestCase("form", DataFormType.Form)]
    [TestCase("submit", DataFormType.Submit)]
    [TestCase("cancel", DataFormType.Cancel)]
    [TestCase("result", DataFormType.Result)]
    public void The_types(string name, DataFormType expected)
    {
        Assert.That(DataForm.TryRead(Form(name), DataFormLimits.Default, out var form), Is.True);
        Assert.That(form!.Type, Is.EqualTo(expected));
        Assert.That(form.ToElement().Attribute("type")?.Value, Is.EqualTo(name));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData(null).SetArgDisplayNames("nothing");
        yield return new TestCaseData(new XElement(DataFormNames.X)).SetArgDisplayNames("no type");
        yield return new TestCaseData(Form("Submit")).SetArgDisplayNames("another type");
        yield return new TestCaseData(new XElement("x", new XAttribute("type", "submit")))
            .SetArgDisplayNames("another namespace");
        yield return new TestCaseData(Form("submit", Field("a", null, "1"), Field("a", null, "2")))
            .SetArgDisplayNames("a field twice");
    }

    [TestCaseSource(nameof(Refused))]
    public void What_is_no_form(XElement? element) =>
        Assert.That(DataForm.TryRead(element, DataFormLimits.Default, out _), Is.False);

    [Test]
    public void Fields_without_var_and_foreign_elements_are_left_aside()
    {
        var element = Form(
            "submit", new XElement(DataFormNames.Field, new XAttribute("type", "fixed"),
                new XElement(DataFormNames.Value, "Section 1")),
            Field("", null, "x"), new XElement("other"), new XElement(DataFormNames.Title, "t"));
        Assert.That(DataForm.TryRead(element, DataFormLimits.Default, out var form), Is.True);
        Assert.That(form!.Fields, Is.Empty);
    }

    [Test]
    public void The_limits_are_exact()
    {
        var limits = new DataFormLimits(2, 3);
        Assert.Multiple(() =>
        {
            Assert.That(DataForm.TryRead(Form("submit", Field("a", null, "1", "2"), Field("b", null, "3")), limits, out _));
            Assert.That(
                DataForm.TryRead(Form("submit", Field("a", null, "1", "2"), Field("b", null, "3", "4")), limits, out _),
                Is.False);
            Assert.That(
                DataForm.TryRead(Form("submit", Field("a", null), Field("b", null), Field("c", null)), limits, out _),
                Is.False);
        });
    }

    [Test]
    public void What_is_written_is_read_again()
    {
        var form = DataForm.Create(
            DataFormType.Form,
            "urn:example",
            new DataFormField("name", DataFormNames.TextSingle, "Juliet") { Label = "Name", IsRequired = true },
            new DataFormField("size", DataFormNames.ListSingle, "m")
            {
                Options = [new DataFormOption("s", "small"), new DataFormOption("m")],
            }) with
        { Title = "T", Instructions = "I" };
        Assert.That(form.ToElement().ToString(SaveOptions.DisableFormatting), Is.EqualTo(
            "<x type=\"form\" xmlns=\"jabber:x:data\"><title>T</title><instructions>I</instructions>"
            + "<field var=\"FORM_TYPE\" type=\"hidden\"><value>urn:example</value></field>"
            + "<field var=\"name\" type=\"text-single\" label=\"Name\"><required /><value>Juliet</value></field>"
            + "<field var=\"size\" type=\"list-single\"><value>m</value>"
            + "<option label=\"small\"><value>s</value></option><option><value>m</value></option></field></x>"));
        Assert.That(DataForm.TryRead(form.ToElement(), DataFormLimits.Default, out var read), Is.True);
        Assert.That(read!.Fields.Select(f => (f.Var, f.Type, f.Label, f.IsRequired, string.Join(',', f.Values))),
            Is.EqualTo(form.Fields.Select(f => (f.Var, f.Type, f.Label, f.IsRequired, string.Join(',', f.Values)))));
    }

    private static XElement Form(string type, params XElement[] children) =>
        new(DataFormNames.X, new XAttribute("type", type), children);

    private static XElement Field(string name, string? type, params string[] values) => new(
        DataFormNames.Field,
        new XAttribute("var", name),
        type is null ? null : new XAttribute("type", type),
        values.Select(v => new XElement(DataFormNames.Value, v)));
}
