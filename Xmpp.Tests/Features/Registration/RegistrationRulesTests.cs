using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Registration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Features.Registration;

[Case("ABU-03")]
public sealed class RegistrationRulesTests
{
    private static readonly Jid Bill = Jid.Parse("bill@shakespeare.lit");
    private static readonly IReadOnlyList<string> Reserved = new RegistrationOptions().ReservedNames;

    // username, password (null: no such element), then the error or the account
    [TestCase("bill", "Calliope", "bill@shakespeare.lit")]
    [TestCase("BILL", "Calliope", "bill@shakespeare.lit")]
    [TestCase("\uff42ill", "Calliope", "bill@shakespeare.lit")]
    [TestCase("admin2", "x", "admin2@shakespeare.lit")]
    [TestCase("bill", "", "not-acceptable")]
    [TestCase("bill", null, "not-acceptable")]
    [TestCase("", "Calliope", "not-acceptable")]
    [TestCase(null, "Calliope", "not-acceptable")]
    [TestCase(null, null, "not-acceptable")]
    [TestCase("bill@shakespeare.lit", "x", "jid-malformed")]
    [TestCase("bi ll", "x", "jid-malformed")]
    [TestCase("bill/x", "x", "jid-malformed")]
    [TestCase("\u2028", "x", "jid-malformed")]
    [TestCase("admin", "x", "conflict")]
    [TestCase("Admin", "x", "conflict")]
    [TestCase("\uff41dmin", "x", "conflict")]
    [TestCase("postmaster", "x", "conflict")]
    [Spec("XEP-0077", "3.1"), Case("RTE-10")]
    public void A_new_account_by_fields_or_by_form(string? username, string? password, string expected)
    {
        foreach (var query in new[] { Fields(username, password), Form("jabber:iq:register", username, password) })
        {
            var error = RegistrationRules.ReadNew(query, "shakespeare.lit", Reserved, out var request);
            Assert.That(error?.Condition ?? request?.Account.ToString(), Is.EqualTo(expected), query.ToString());
            Assert.That(request?.Password, Is.EqualTo(error is null ? password : null));
        }
    }

    [Test, Spec("XEP-0077", "3.1")]
    public void A_name_that_is_too_long_is_malformed()
    {
        var query = Fields(new string('b', 1024), "x");
        Assert.That(
            RegistrationRules.ReadNew(query, "shakespeare.lit", [], out _)?.Condition, Is.EqualTo("jid-malformed"));
    }

    [TestCase("bill", false)]
    [TestCase("b\u0456ll", true)] // Cyrillic i
    [TestCase("\u03bfscar", true)] // Greek omicron
    [TestCase("\u0430\u0434\u043c\u0438\u043d", false)] // all Cyrillic
    [TestCase("\u0430\u0434\u043c\u0438\u043d-2.7_\u0436", false)]
    [TestCase("b\u00e9r\u00e9nice", false)]
    [TestCase("\u5f20\u4e09zhang", false)] // look like nothing else
    [TestCase("\u0561da", true)] // Armenian
    [TestCase("\uab75op", true)] // Cherokee
    [Spec("RFC 8264", "12.5")]
    public void Letters_of_two_alphabets_that_look_alike_make_no_name(string name, bool isMixed)
    {
        var account = Jid.Parse(name + "@shakespeare.lit");
        Assert.That(RegistrationRules.LooksLikeAnother(account, new RegistrationOptions()), Is.EqualTo(isMixed));
        Assert.That(RegistrationRules.LooksLikeAnother(account, new RegistrationOptions { MixedScripts = true }), Is.False);
    }

    [Test]
    public void No_reserved_names_reserve_nothing() =>
        Assert.That(RegistrationRules.ReadNew(Fields("admin", "x"), "shakespeare.lit", [], out _), Is.Null);

    [Test, Spec("XEP-0077", "4")]
    public void A_form_takes_precedence_over_the_fields()
    {
        var query = Form("jabber:iq:register", "bill", "by form");
        query.AddFirst(
            new XElement(RegistrationNames.Username, "other"), new XElement(RegistrationNames.Password, "by field"));
        Assert.That(RegistrationRules.ReadNew(query, "shakespeare.lit", [], out var request), Is.Null);
        Assert.That(request?.Account, Is.EqualTo(Bill));
        Assert.That(request?.Password, Is.EqualTo("by form"));
    }

    [TestCase("submit", "jabber:iq:register", true)]
    [TestCase("submit", "jabber:iq:register:changepassword", true)]
    [TestCase("submit", null, true)]
    [TestCase("submit", "jabber:iq:search", false)]
    [TestCase("submit", "", false)]
    [TestCase("cancel", "jabber:iq:register", false)]
    [TestCase("form", "jabber:iq:register", false)]
    [TestCase("result", "jabber:iq:register", false)]
    [TestCase("nonsense", "jabber:iq:register", false)]
    [Spec("XEP-0004", "3.1"), Spec("XEP-0077", "4")]
    public void Which_forms_are_taken(string type, string? formType, bool taken)
    {
        var error = RegistrationRules.ReadNew(Form(formType, "bill", "x", type), "shakespeare.lit", [], out _);
        Assert.That(error, Is.EqualTo(taken ? null : StanzaError.BadRequest));
    }

    [Test, Spec("XEP-0077", "3.2")]
    public void A_stranger_cannot_cancel()
    {
        var query = new XElement(RegistrationNames.Query, new XElement(RegistrationNames.Remove));
        Assert.That(
            RegistrationRules.ReadNew(query, "shakespeare.lit", [], out _), Is.EqualTo(StanzaError.UnexpectedRequest));
    }

    [TestCase("bill", "newpass", null)]
    [TestCase("BILL", "newpass", null)]
    [TestCase("bill@shakespeare.lit", "newpass", null)]
    [TestCase("bill", "", "bad-request")]
    [TestCase("bill", null, "bad-request")]
    [TestCase(null, "newpass", "bad-request")]
    [TestCase("", "newpass", "bad-request")]
    [TestCase("juliet", "newpass", "forbidden")]
    [TestCase("bill@verona.lit", "newpass", "forbidden")]
    [TestCase("bill@shakespeare.lit/x", "newpass", "forbidden")]
    [TestCase("bi ll", "newpass", "forbidden")]
    [Spec("XEP-0077", "3.3"), Case("ABU-04")]
    public void A_new_password(string? username, string? password, string? expected)
    {
        foreach (var query in new[]
        {
            Fields(username, password), Form("jabber:iq:register:changepassword", username, password),
        })
        {
            var error = RegistrationRules.ReadChange(query, Bill, out var request);
            Assert.That(error?.Condition, Is.EqualTo(expected), query.ToString());
            Assert.That(request, error is null ? Is.EqualTo(new RegistrationRequest(Bill, password!)) : Is.Null);
        }
    }

    [Test, Spec("XEP-0077", "3.2")]
    public void A_removal_stands_alone()
    {
        var query = new XElement(RegistrationNames.Query, new XElement(RegistrationNames.Remove));
        Assert.That(RegistrationRules.IsRemoval(query, out var error), Is.True);
        Assert.That(error, Is.Null);
        query.Add(new XElement(RegistrationNames.Username, "bill"));
        Assert.That(RegistrationRules.IsRemoval(query, out error), Is.True);
        Assert.That(error, Is.EqualTo(StanzaError.BadRequest));
        Assert.That(RegistrationRules.IsRemoval(Fields("bill", "x"), out error), Is.False);
        Assert.That(error, Is.Null);
    }

    [Test, Spec("XEP-0077", "4")]
    public void The_fields_and_the_form_ask_for_the_same()
    {
        var query = RegistrationRules.Fields();
        Assert.That(DataForm.TryRead(query.Element(DataFormNames.X), DataFormLimits.Default, out var form), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(
                query.Elements().Select(e => e.Name.LocalName),
                Is.EqualTo(new[] { "instructions", "username", "password", "x" }));
            Assert.That(form!.FormType, Is.EqualTo("jabber:iq:register"));
            Assert.That(
                form.Fields.Where(f => f.IsRequired).Select(f => (f.Var, f.Type)),
                Is.EqualTo(new[] { ("username", "text-single"), ("password", "text-private") }));
        });
    }

    [Test, Case("OPS-09")]
    public void A_request_does_not_print_its_password() =>
        Assert.That(new RegistrationRequest(Bill, "secret").ToString(), Does.Not.Contain("secret"));

    private static XElement Fields(string? username, string? password) => new(
        RegistrationNames.Query,
        username is null ? null : new XElement(RegistrationNames.Username, username),
        password is null ? null : new XElement(RegistrationNames.Password, password));

    private static XElement Form(string? formType, string? username, string? password, string type = "submit") => new(
        RegistrationNames.Query,
        new XElement(
            DataFormNames.X, new XAttribute("type", type),
            Field("FORM_TYPE", formType), Field("username", username), Field("password", password)));

    private static XElement? Field(string name, string? value) => value is null ? null : new XElement(
        DataFormNames.Field, new XAttribute("var", name), new XElement(DataFormNames.Value, value));
}
