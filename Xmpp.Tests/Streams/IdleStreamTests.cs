using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>Streams on which nothing happens, and streams on which too much does.</summary>
public class IdleStreamTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    [Test, Spec("RFC 6120", "4.6"), Spec("XEP-0199", "4.1"), Spec("RFC 6120", "4.9.3.4")]
    public async Task A_silent_client_is_pinged_and_a_dead_one_let_go()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(time: _time, accounts: ["juliet@capulet.example"]);
        await using var juliet = await LogInAsync(host, ct);

        _time.Advance(TimeSpan.FromMinutes(15));
        var ping = await juliet.NextAsync(ct);
        Assert.That(ping.Element?.Elements().FirstOrDefault()?.Name.NamespaceName, Is.EqualTo("urn:xmpp:ping"));
        // Any answer is a sign of life, the error of a client that does not know XEP-0199 as well.
        await juliet.SendAsync($"<iq type='error' id='{ping.Element?.Attribute("id")?.Value}' to='capulet.example'/>", ct);
        await juliet.SendAsync("<iq type='get' id='alive' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((await juliet.NextAsync(ct)).Element?.Attribute("id")?.Value, Is.EqualTo("alive"));

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.That((await juliet.NextAsync(ct)).Element?.Attribute("type")?.Value, Is.EqualTo("get"));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.That((await juliet.NextAsync(ct)).Text, Does.Contain("connection-timeout"));
    }

    [Test, Case("ABU-07"), Spec("XEP-0205", "4.7"), Spec("RFC 6120", "10.1")]
    public async Task A_burst_beyond_the_rate_is_delayed_and_nothing_of_it_is_lost()
    {
        const int Burst = 60;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            new LimitOptions { StanzasPerSecond = 100, BurstStanzas = 10 }, accounts: ["juliet@capulet.example"]);
        await using var juliet = await LogInAsync(host, ct);
        var stanzas = new StringBuilder();
        for (var i = 0; i < Burst; i++)
            stanzas.Append(CultureInfo.InvariantCulture, $"<iq type='get' id='{i}' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");
        await juliet.SendAsync(stanzas.ToString(), ct);
        for (var i = 0; i < Burst; i++)
            Assert.That((await juliet.NextAsync(ct)).Element?.Attribute("id")?.Value, Is.EqualTo($"{i}"));
    }

    [Test, Case("ABU-07"), Spec("RFC 6120", "4.9.3.14")]
    public async Task Who_stays_against_the_rate_is_let_go_and_what_was_read_counts()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            new LimitOptions { StanzasPerSecond = 1000, BurstStanzas = 1000, ExcessTimeout = TimeSpan.FromMilliseconds(50) },
            accounts: ["juliet@capulet.example"]);
        await using var juliet = await LogInAsync(host, ct);
        var stanzas = new StringBuilder();
        for (var i = 0; i < 5000; i++)
            stanzas.Append(CultureInfo.InvariantCulture, $"<iq type='get' id='{i}' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>");
        await juliet.SendAsync(stanzas.ToString(), ct);
        var answers = 0;
        WireFrame last;
        while ((last = await juliet.NextAsync(ct)).Element?.Attribute("id")?.Value is { } id)
            Assert.That(id, Is.EqualTo($"{answers++}"));
        Assert.That(last.Text, Does.Contain("policy-violation"));
        Assert.That(answers, Is.GreaterThanOrEqualTo(990).And.LessThan(4000));
    }

    private static async Task<WireConnection> LogInAsync(TestHost host, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(
            "juliet", host.Server.C2sEndPoint ?? throw new InvalidOperationException(), ct);
        await WireLogin.LogInAsync(connection, "juliet@capulet.example", "juliet", "r", ct);
        return connection;
    }
}
