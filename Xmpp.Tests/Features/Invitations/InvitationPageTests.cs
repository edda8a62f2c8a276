using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;

namespace Xmpp.Tests.Features.Invitations;

/// <summary>The page as a browser without JavaScript sees it.</summary>
public class InvitationPageTests
{
    private TestHost _host = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _host = await InvitationHost.StartAsync(hasWeb: true, accounts: "romeo@capulet.example");
        _client = new HttpClient { BaseAddress = new Uri($"http://{_host.Server.WebEndPoints[0]}") };
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Test, Spec("XEP-0401", "5.2"), Spec("XEP-0379", "3.3")]
    public async Task It_says_who_invites_and_what_can_be_done_and_takes_nothing()
    {
        var (invitation, token) = await _host.InviteAsync("romeo@capulet.example");
        string html = "";
        for (var i = 0; i < 3; i++)
        {
            using var response = await _client.GetAsync($"/invite/{token}");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            html = await response.Content.ReadAsStringAsync();
        }
        Assert.Multiple(() =>
        {
            Assert.That(html, Does.Contain("romeo@capulet.example"));
            Assert.That(html, Does.Contain($"href=\"xmpp:romeo@capulet.example?roster;preauth={token};ibr=y\""));
            Assert.That(html, Does.Contain($"href=\"xmpp:capulet.example?register;preauth={token}\""));
            Assert.That(html, Does.Contain("<svg").And.Contain("Conversations").And.Contain("Monal").And.Contain("Dino"));
            Assert.That(html, Does.Contain("<label for=\"username\">").And.Contain("autocomplete=\"new-password\""));
            Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("style=\"").And.Not.Contain("onclick"));
        });
        Assert.That((await _host.Invitations().ListAsync(null, 10, default)).Single(i => i.Id == invitation.Id).Uses, Is.Zero);
    }

    [Test, Case("ABU-03")]
    public async Task Nobody_keeps_it_indexes_it_frames_it_or_learns_its_address()
    {
        var (_, token) = await _host.InviteAsync("capulet.example");
        foreach (var path in new[] { $"/invite/{token}", "/invite/nonsense" })
        {
            using var response = await _client.GetAsync(path);
            string Header(string name) => string.Join(",", response.Headers.GetValues(name));
            Assert.Multiple(() =>
            {
                Assert.That(Header("Content-Security-Policy"), Does.StartWith("default-src 'none';").And.Not.Contain("unsafe")
                    .And.Contain("frame-ancestors 'none'").And.Contain("form-action 'self'").And.Not.Contain("script-src"));
                Assert.That(Header("Cache-Control"), Is.EqualTo("no-store"));
                Assert.That(Header("Referrer-Policy"), Is.EqualTo("no-referrer"));
                Assert.That(Header("X-Robots-Tag"), Does.Contain("noindex"));
                Assert.That(Header("X-Content-Type-Options"), Is.EqualTo("nosniff"));
            });
        }
    }

    [Test]
    public async Task Its_style_is_kept_for_ever()
    {
        var (_, token) = await _host.InviteAsync("capulet.example");
        var html = await _client.GetStringAsync($"/invite/{token}");
        var at = html.IndexOf("href=\"/invite/", StringComparison.Ordinal) + "href=\"".Length;
        using var response = await _client.GetAsync(html[at..html.IndexOf('"', at)]);
        Assert.That(response.Headers.CacheControl?.ToString(), Does.Contain("immutable"));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/css"));
    }

    [Test, Spec("XEP-0445", "4")]
    public async Task Its_form_makes_the_account_once()
    {
        var (_, token) = await _host.InviteAsync("romeo@capulet.example");
        using (var answer = await PostAsync(token, "Juliet", "secret", "secret"))
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("juliet@capulet.example").And.Not.Contain("secret"));
        }
        var stores = new Xmpp.Storage.Stores(_host.Server.Storage, TimeProvider.System);
        Assert.That(await stores.Accounts.FindAsync(Jid.Parse("juliet@capulet.example"), default), Is.Not.Null);
        Assert.That((await stores.Roster.LoadAsync(Jid.Parse("romeo@capulet.example"), default)).Items, Has.Length.EqualTo(1));
        using var again = await PostAsync(token, "nurse", "secret", "secret");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var look = await _client.GetAsync($"/invite/{token}");
        Assert.That(look.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await look.Content.ReadAsStringAsync(), Does.Contain("This invitation is not valid"));
    }

    [TestCase("nurse", "secret", "other", HttpStatusCode.UnprocessableEntity, "The two passwords are not the same")]
    [TestCase("nurse", "", "", HttpStatusCode.UnprocessableEntity, "This password cannot be used")]
    [TestCase("nurse", "a\u0007b", "a\u0007b", HttpStatusCode.UnprocessableEntity, "This password cannot be used")]
    [TestCase("", "secret", "secret", HttpStatusCode.UnprocessableEntity, "This name cannot be used")]
    [TestCase("a b", "secret", "secret", HttpStatusCode.UnprocessableEntity, "This name cannot be used")]
    [TestCase("romeo", "secret", "secret", HttpStatusCode.UnprocessableEntity, "This name is taken")]
    [TestCase("ADMIN", "secret", "secret", HttpStatusCode.UnprocessableEntity, "This name is taken")]
    public async Task What_is_wrong_is_said_in_words_and_nothing_is_taken(
        string name, string password, string repeated, HttpStatusCode status, string words)
    {
        var (_, token) = await _host.InviteAsync("capulet.example");
        using var answer = await PostAsync(token, name, password, repeated);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(html, Does.Contain("role=\"alert\"").And.Contain(words));
        Assert.That(html, Does.Not.Contain("secret"), "a password is never sent back");
        Assert.That((await _host.Invitations().ListAsync(null, 10, default)).Single().Uses, Is.Zero);
    }

    [Test]
    public async Task What_was_typed_is_text()
    {
        var (_, token) = await _host.InviteAsync("capulet.example");
        using var answer = await PostAsync(token, "\"><script>alert(1)</script>", "secret", "other");
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("<script>").And.Contain("&lt;script&gt;"));
    }

    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    [TestCase("Origin", "https://evil.example")]
    public async Task A_form_of_another_page_is_refused(string header, string value)
    {
        var (_, token) = await _host.InviteAsync("capulet.example");
        using var answer = await PostAsync(token, "nurse", "secret", "secret", (header, value));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await _host.Invitations().ListAsync(null, 10, default)).Single().Uses, Is.Zero);
    }

    [Test]
    public async Task A_form_of_its_own_is_taken_whichever_way_the_browser_says_so()
    {
        foreach (var (name, header, value) in new[]
        {
            ("a", "Sec-Fetch-Site", "same-origin"), ("b", "Origin", "null"), ("c", "Origin", $"http://{_host.Server.WebEndPoints[0]}"),
        })
        {
            var (_, token) = await _host.InviteAsync("capulet.example");
            using var answer = await PostAsync(token, name, "secret", "secret", (header, value));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), header);
        }
    }

    [Test]
    public async Task What_is_no_form_is_refused()
    {
        var (_, token) = await _host.InviteAsync("capulet.example");
        using var json = await _client.PostAsync($"/invite/{token}", new StringContent("{}", null, "application/json"));
        Assert.That(json.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using var large = await PostAsync(token, new string('a', 20_000), "secret", "secret");
        Assert.That(large.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest).Or.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That((await _host.Invitations().ListAsync(null, 10, default)).Single().Uses, Is.Zero);
    }

    [Test]
    public async Task A_contact_invitation_makes_no_account_and_a_password_invitation_sets_one()
    {
        var (_, contact) = await _host.InviteAsync("romeo@capulet.example", r => r with { Kind = InvitationKind.Contact });
        Assert.That(await _client.GetStringAsync($"/invite/{contact}"), Does.Not.Contain("<form"));
        using (var answer = await PostAsync(contact, "nurse", "secret", "secret"))
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        var (_, reset) = await _host.InviteAsync("capulet.example", r => r with { Kind = InvitationKind.Password, Username = "romeo" });
        Assert.That(await _client.GetStringAsync($"/invite/{reset}"), Does.Contain("romeo@capulet.example").And.Contain("<form"));
        using (var answer = await PostAsync(reset, "ignored", "new secret", "new secret"))
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (var again = await PostAsync(reset, "ignored", "new secret", "new secret"))
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test, Case("ABU-03")]
    public async Task Addresses_have_limits_on_the_page_too()
    {
        await using var host = await InvitationHost.StartAsync(
            new InvitationOptions { PerAddressPerHour = 1, WrongPerAddressPerHour = 1 }, hasWeb: true);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{host.Server.WebEndPoints[0]}") };
        var (_, token) = await host.InviteAsync("capulet.example", r => r with { MaxUses = 3 });
        async Task<HttpStatusCode> MakeAsync(string name)
        {
            using var form = new FormUrlEncodedContent([new("username", name), new("password", "p"), new("repeated", "p")]);
            using var response = await client.PostAsync($"/invite/{token}", form);
            return response.StatusCode;
        }

        Assert.That(await MakeAsync("a"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await MakeAsync("b"), Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await client.GetAsync("/invite/abcdefghijklmnopqrstuvwx")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await client.GetAsync($"/invite/{token}")).StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task A_password_is_not_taken_in_clear()
    {
        await using var host = await TestHost.StartAsync(configure: o => TestHost.WithHttp(o) with
        {
            Web = new WebOptions { TrustedProxies = [] },
        });
        using var client = new HttpClient { BaseAddress = new Uri($"http://{host.Server.WebEndPoints[0]}") };
        var (_, token) = await host.InviteAsync("capulet.example");
        using var form = new FormUrlEncodedContent([new("username", "a"), new("password", "p"), new("repeated", "p")]);
        using var response = await client.PostAsync($"/invite/{token}", form);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("https"));
    }

    private async Task<HttpResponseMessage> PostAsync(
        string token, string name, string password, string repeated, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/invite/{token}")
        {
            Content = new FormUrlEncodedContent([new("username", name), new("password", password), new("repeated", repeated)]),
        };
        foreach (var (header, value) in headers)
            request.Headers.Add(header, value);
        return await _client.SendAsync(request);
    }
}
