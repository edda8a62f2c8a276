using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Administration;

/// <summary>Reads what was given for an operation's parameters.</summary>
internal static class OperationArguments
{
    /// <summary>The values, or what is wrong with them.</summary>
    public static Dictionary<string, object>? TryRead(Operation operation, JsonObject given, out string? problem)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, _) in given)
        {
            if (operation.Parameters.All(parameter => parameter.Name != name))
            {
                problem = $"there is no parameter \"{Observability.Printable.Escape(name)}\"";
                return null;
            }
        }
        foreach (var parameter in operation.Parameters)
        {
            if (given[parameter.Name] is not { } node)
            {
                if (!parameter.IsRequired)
                    continue;
                problem = $"\"{parameter.Name}\" is missing";
                return null;
            }
            if (Read(parameter, node) is not { } value)
            {
                problem = $"\"{parameter.Name}\" is not {Expectation(parameter)}";
                return null;
            }
            values.Add(parameter.Name, value);
        }
        problem = null;
        return values;
    }

    private static object? Read(OperationParameter parameter, JsonNode node)
    {
        if (node is not JsonValue value)
            return null;
        return parameter.Type switch
        {
            ParameterType.Integer => Integer(value) is { } number && number >= parameter.Min && number <= parameter.Max
                ? number
                : null,
            ParameterType.Boolean => Flag(value),
            _ => value.TryGetValue<string>(out var text) ? Read(parameter, text) : null,
        };
    }

    private static object? Read(OperationParameter parameter, string text) => parameter.Type switch
    {
        _ when text.Length > parameter.Max => null,
        // What a password may be is known elsewhere.
        ParameterType.Secret => text,
        _ when parameter.IsRequired && text.Length == 0 => null,
        ParameterType.Text => text,
        ParameterType.Choice => parameter.Choices.Contains(text) ? text : null,
        ParameterType.Host => Jid.TryCreate(null, text, null, out var host) ? host.Domain : null,
        ParameterType.Account => Jid.TryParse(text, out var jid) && jid is { Local: not null, IsBare: true } ? jid : null,
        ParameterType.OfService => Jid.TryParse(text, out var jid) && jid.IsBare ? jid : null,
        _ => Jid.TryParse(text, out var jid) ? jid : null,
    };

    // In a path or a query everything is a text.
    private static long? Integer(JsonValue value)
    {
        if (value.GetValueKind() == JsonValueKind.Number)
            return value.TryGetValue<long>(out var number) ? number : value.TryGetValue<int>(out var small) ? small : null;
        return value.TryGetValue<string>(out var text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : null;
    }

    private static object? Flag(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>() switch { "true" => true, "false" => false, _ => null },
        _ => null,
    };

    private static string Expectation(OperationParameter parameter) => parameter.Type switch
    {
        ParameterType.Integer => $"a number from {parameter.Min} to {parameter.Max}",
        ParameterType.Boolean => "true or false",
        ParameterType.Choice => "one of " + string.Join(", ", parameter.Choices),
        ParameterType.Host => "a host",
        ParameterType.Account => "an account's address",
        ParameterType.OfService => "a bare address",
        ParameterType.Address => "an address",
        _ => $"a text of at most {parameter.Max} characters",
    };
}
