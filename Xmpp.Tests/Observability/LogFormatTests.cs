using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Observability;

namespace Xmpp.Tests.Observability;

[Case("OPS-09")]
public class LogFormatTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 5, TimeSpan.Zero));

    // Line breaks of every kind, a terminal's escape, a right-to-left override, a lone surrogate.
    private const string Hostile = "a\r\nb\u2028c\u0085d\u001b[31me\u202ef\ud800g\u007f";
    private const string Harmless = @"a\u000d\u000ab\u2028c\u0085d\u001b[31me\u202ef\ud800g\u007f";

    [Test]
    public void A_console_line_is_one_line()
    {
        var line = Write(new ConsoleLineFormatter(Time), logger => logger.LogWarning("login failed account={Account}", Hostile));
        Assert.That(line, Is.EqualTo(
            $"2026-03-01T12:00:00.005Z warn  LoginLog: login failed account={Harmless}\n"));
    }

    [Test]
    public void A_JSON_line_is_one_object_with_a_field_for_each_value()
    {
        var line = Write(new JsonLineFormatter(Time), logger => logger.Log(
            LogLevel.Information, new EventId(7, "login-succeeded"), "login connection={Connection} jid={Jid} last={LastSeen}",
            42L, "julia@münchen.example/" + Hostile, null));
        Assert.That(line.TrimEnd('\n'), Does.Not.Contain("\n").And.Contain("münchen"));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(json.GetProperty("time").GetString(), Is.EqualTo("2026-03-01T12:00:00.005Z"));
            Assert.That(json.GetProperty("level").GetString(), Is.EqualTo("info"));
            Assert.That(json.GetProperty("part").GetString(), Is.EqualTo("LoginLog"));
            Assert.That(json.GetProperty("event").GetString(), Is.EqualTo("login-succeeded"));
            Assert.That(json.GetProperty("connection").GetInt64(), Is.EqualTo(42));
            Assert.That(json.GetProperty("jid").GetString(), Is.EqualTo("julia@münchen.example/" + Harmless));
            Assert.That(json.GetProperty("last_seen").ValueKind, Is.EqualTo(JsonValueKind.Null));
        });
    }

    [Test]
    public void A_value_cannot_take_the_place_of_a_fixed_field()
    {
        var line = Write(new JsonLineFormatter(Time), logger => logger.LogError("{Level} {Message}", "none", "nothing happened"));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.That(json.GetProperty("level").GetString(), Is.EqualTo("error"));
        Assert.That(json.GetProperty("message").GetString(), Is.EqualTo("none nothing happened"));
    }

    [TestCase("juliet@capulet.example", "juliet@capulet.example")]
    [TestCase("command-line", "command-line")]
    [TestCase("token:monitor of juliet@capulet.example", "\"token:monitor of juliet@capulet.example\"")]
    [TestCase("a\\ \"b\"", "\"a\\\\ \\\"b\\\"\"")]
    [TestCase("x=y", "\"x=y\"")]
    [TestCase("", "\"\"")]
    public void A_text_with_spaces_stands_in_quotes_in_the_words_and_without_as_a_field(string value, string words)
    {
        void Log(ILogger logger) => logger.LogInformation("audit actor={Actor} door={Door}", new LogText(value), "cli");
        Assert.That(Write(new ConsoleLineFormatter(Time), Log), Does.EndWith($"audit actor={words} door=cli\n"));
        var json = JsonDocument.Parse(Write(new JsonLineFormatter(Time), Log)).RootElement;
        Assert.That(json.GetProperty("actor").GetString(), Is.EqualTo(value));
        Assert.That(json.GetProperty("message").GetString(), Does.Contain(words));
    }

    [Test]
    public void An_exception_stays_in_its_line()
    {
        static void Log(ILogger logger) =>
            logger.LogError(new InvalidOperationException("first\nsecond"), "background work failed");
        Assert.That(Write(new ConsoleLineFormatter(Time), Log),
            Does.Contain(@"exception=System.InvalidOperationException: first\u000asecond").And.Match("^[^\n]*\n$"));
        Assert.That(JsonDocument.Parse(Write(new JsonLineFormatter(Time), Log)).RootElement
            .GetProperty("exception").GetString(), Does.Contain("first"));
    }

    [TestCase("plain", "plain")]
    [TestCase("grüße 👋 日本", "grüße 👋 日本")]
    [TestCase("zero\u200bwidth\u2066", "zero\\u200bwidth\\u2066")]
    [TestCase("tab\t", "tab\\u0009")]
    public void Text_is_escaped_where_it_must_be(string text, string printed) =>
        Assert.That(Printable.Escape(text), Is.EqualTo(printed));

    private static string Write(ConsoleFormatter formatter, Action<ILogger> log)
    {
        using var writer = new StringWriter();
        log(new FormattingLogger(formatter, writer));
        return writer.ToString();
    }

    private sealed class FormattingLogger(ConsoleFormatter formatter, TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatterOfState) =>
            formatter.Write(
                new LogEntry<TState>(logLevel, "Xmpp.Server.Streams.LoginLog", eventId, state, exception, formatterOfState),
                null, writer);
    }
}
