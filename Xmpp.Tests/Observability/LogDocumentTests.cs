using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Xmpp.Server;
using Xmpp.Server.Observability;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Configuration;

namespace Xmpp.Tests.Observability;

/// <summary>docs/LOGS.md, compared with what the program can say.</summary>
public partial class LogDocumentTests
{
    private static readonly IReadOnlyList<(MethodInfo Method, LoggerMessageAttribute Message)> s_messages =
    [
        .. from assembly in new[] { typeof(ServerHost).Assembly, typeof(StorageEngine).Assembly }
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (method, message),
    ];

    [Test]
    public void Every_event_has_a_name_of_its_own()
    {
        Assert.That(s_messages, Has.Count.GreaterThan(40));
        Assert.Multiple(() =>
        {
            foreach (var (method, message) in s_messages)
            {
                Assert.That(message.EventName, Does.Match("^[a-z]+(-[a-z]+)*$"),
                    $"{method.DeclaringType!.Name}.{method.Name}: give its [LoggerMessage] an EventName such as \"login-failed\"");
            }
        });
        Assert.That(s_messages.Select(m => m.Message.EventName), Is.Unique);
    }

    [Test]
    public async Task The_document_has_every_event_with_its_level_and_fields()
    {
        var lines = await File.ReadAllLinesAsync(RepositoryRoot.File("docs/LOGS.md"));
        var documented = lines.SkipWhile(line => !line.StartsWith("| event ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        var said = s_messages.Select(m => RowOf(m.Method, m.Message)).Order(StringComparer.Ordinal).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(said.Except(documented), Is.Empty, "these rows are missing from docs/LOGS.md");
            Assert.That(documented.Except(said), Is.Empty, "these rows of docs/LOGS.md are of nothing that is there");
        });
        Assert.That(documented, Is.Ordered.Using<string>(string.CompareOrdinal));
    }

    private static string RowOf(MethodInfo method, LoggerMessageAttribute message)
    {
        var fields = Placeholder().Matches(message.Message).Select(match => $"`{LogFields.Name(match.Groups[1].Value)}`").ToList();
        if (method.GetParameters().Any(parameter => typeof(Exception).IsAssignableFrom(parameter.ParameterType)))
            fields.Add("`exception`");
        return $"| `{message.EventName}` | {LogFields.Level(message.Level).Trim()} | {string.Join(" ", fields)} | {Placeholder().Replace(message.Message, "…")} |";
    }

    [GeneratedRegex(@"\{(\w+)(?::[^}]*)?\}")]
    private static partial Regex Placeholder();
}
