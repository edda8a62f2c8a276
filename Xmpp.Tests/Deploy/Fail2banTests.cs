using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using Xmpp.Server.Observability;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Configuration;
using Xmpp.Tests.Sessions;

namespace Xmpp.Tests.Deploy;

/// <summary>The filter that we ship, in Debian's fail2ban, on lines as our log writes them.</summary>
[Category("Program")]
public class Fail2banTests
{
    private const string Attacker = "203.0.113.5";
    private const string Victim = "198.51.100.7";

    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    // In a file, and as the journal hands it on: behind a prefix, with the time beside the line.
    public static IEnumerable<TestCaseData> Logs() =>
        from formatter in new ConsoleFormatter[] { new ConsoleLineFormatter(Time), new JsonLineFormatter(Time) }
        from prefix in new[] { "", "host xmppserver[17]: " }
        select new TestCaseData(formatter, prefix).SetArgDisplayNames(formatter.Name, prefix);

    [TestCaseSource(nameof(Logs))]
    public async Task Failed_logins_are_found_with_their_address(ConsoleFormatter formatter, string prefix)
    {
        var found = await MatchAsync(formatter, prefix,
            logger => Failed(logger, Attacker, "juliet", "SCRAM-SHA-256", "not-authorized"),
            logger => Failed(logger, Attacker, "jülïa", "PLAIN", "not-authorized"),
            logger => Failed(logger, "2001:db8::5", "-", "PLAIN", "account-disabled"));
        Assert.That(found, Is.EqualTo(new[] { Attacker, Attacker, "2001:db8::5" }));
    }

    // OPS-09: no name brings another address into the line.
    [TestCaseSource(nameof(Logs))]
    public async Task A_hostile_name_bans_nobody_else(ConsoleFormatter formatter, string prefix)
    {
        string[] names =
        [
            $"x address={Victim} account=y mechanism=PLAIN reason=not-authorized",
            $"x\n2026-03-01T12:00:00.000Z warn  LoginLog: login failed address={Victim} account=y mechanism=PLAIN reason=not-authorized connection=1",
            $"x\",\"address\":\"{Victim}\"}}\n{{\"time\":\"2026-03-01T12:00:00.000Z\",\"level\":\"warn\",\"part\":\"LoginLog\",\"message\":\"login failed address={Victim} account=y mechanism=PLAIN reason=not-authorized\",\"address\":\"",
            $"\u2028login failed address={Victim} account=",
        ];
        var found = await MatchAsync(formatter, prefix, [.. names.Select(name =>
            (Action<ILogger<LoginLog>>)(logger => Failed(logger, Attacker, name, "PLAIN", "not-authorized")))]);
        Assert.That(found, Has.All.EqualTo(Attacker));
        Assert.That(found, Has.Count.EqualTo(names.Length));
    }

    [TestCaseSource(nameof(Logs))]
    public async Task What_is_nobodys_fault_is_not_counted(ConsoleFormatter formatter, string prefix)
    {
        var found = await MatchAsync(formatter, prefix,
            logger => Failed(logger, Attacker, "juliet", "PLAIN", "temporary-auth-failure"),
            logger => Failed(logger, Attacker, "juliet", "PLAIN", "aborted"),
            logger => Succeeded(logger, Attacker, "juliet@localhost"));
        Assert.That(found, Is.Empty);
    }

    // As the server does it, so that the filter and the log cannot part.
    private static void Failed(ILogger<LoginLog> logger, string address, string account, string mechanism, string reason) =>
        new LoginLog(new ServerMetrics(Metrics.NewCustomRegistry()), logger).Note(
            new SaslReply { Mechanism = mechanism, ClaimedName = account == "-" ? null : account, Failure = new SaslFailure(reason) },
            new TestConnection { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 17) });

    private static void Succeeded(ILogger<LoginLog> logger, string address, string account) =>
        new LoginLog(new ServerMetrics(Metrics.NewCustomRegistry()), logger).Note(
            new SaslReply { Mechanism = "PLAIN", Account = Jid.Parse(account) },
            new TestConnection { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 17) });

    private static async Task<List<string>> MatchAsync(
        ConsoleFormatter formatter, string prefix, params Action<ILogger<LoginLog>>[] events)
    {
        using var directory = new TemporaryDirectory();
        using var text = new StringWriter();
        var logger = new LineLogger(formatter, text);
        foreach (var log in events)
            log(logger);
        await File.WriteAllLinesAsync(
            directory["log"],
            text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => prefix + line));
        string[] date = prefix.Length == 0 ? [] : ["--datepattern", "{NONE}"];
        using var process = Process.Start(new ProcessStartInfo("fail2ban-regex",
            ["--out", "ip", .. date, directory["log"], RepositoryRoot.File("deploy/fail2ban/filter.d/xmppserver.conf")])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    private sealed class LineLogger(ConsoleFormatter formatter, TextWriter writer) : ILogger<LoginLog>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatterOfState) =>
            formatter.Write(
                new LogEntry<TState>(logLevel, typeof(LoginLog).FullName!, eventId, state, exception, formatterOfState),
                null, writer);
    }
}
