using System.Text.Json.Nodes;

namespace Xmpp.Server.Administration.Rest;

/// <summary>The OpenAPI document, from the same list of operations that the routes come from.</summary>
internal static class OpenApi
{
    public static JsonObject Document(OperationTable table)
    {
        var paths = new JsonObject();
        foreach (var operation in table.All.OrderBy(o => o.Path, StringComparer.Ordinal))
        {
            if (paths[operation.Path] is not JsonObject path)
                paths[operation.Path] = path = [];
            path[operation.Method.ToLowerInvariant()] = Describe(operation);
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Administration of an XMPP server", ["version"] = ServerVersion.Number },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = AdminApi.Root }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["login"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["login"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = ApiAccess.Cookie },
                },
                ["schemas"] = new JsonObject { ["Problem"] = Problem() },
            },
        };
    }

    private static JsonObject Describe(Operation operation)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["summary"] = operation.Summary,
            ["tags"] = new JsonArray(operation.Name[..operation.Name.IndexOf('.', StringComparison.Ordinal)]),
            ["x-role"] = Json.Name(operation.Role),
            ["x-server"] = operation.IsOfServer,
        };
        var hasBody = operation.Method is "POST" or "PUT";
        var outside = operation.Parameters.Where(p => !hasBody || IsInPath(operation, p)).ToList();
        var inside = operation.Parameters.Except(outside).ToList();
        if (outside.Count > 0)
            described["parameters"] = new JsonArray([.. outside.Select(p => Outside(operation, p))]);
        if (inside.Count > 0)
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = inside.Any(p => p.IsRequired),
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Schema(inside) } },
            };
        }
        described["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "Done, with something to show." },
            ["204"] = new JsonObject { ["description"] = "Done." },
            ["default"] = new JsonObject
            {
                ["description"] = "Not done.",
                ["content"] = new JsonObject
                {
                    ["application/problem+json"] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                    },
                },
            },
        };
        return described;
    }

    private static JsonObject Outside(Operation operation, OperationParameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = IsInPath(operation, parameter) ? "path" : "query",
        ["required"] = parameter.IsRequired,
        ["description"] = parameter.Description,
        ["schema"] = TypeOf(parameter),
    };

    private static JsonObject Schema(List<OperationParameter> parameters) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = Json.Texts(parameters.Where(p => p.IsRequired).Select(p => p.Name)),
        ["properties"] = new JsonObject(parameters.Select(p =>
        {
            var type = TypeOf(p);
            type["description"] = p.Description;
            return KeyValuePair.Create(p.Name, (JsonNode?)type);
        })),
    };

    private static JsonObject TypeOf(OperationParameter parameter) => parameter.Type switch
    {
        ParameterType.Integer => new() { ["type"] = "integer", ["minimum"] = parameter.Min, ["maximum"] = parameter.Max },
        ParameterType.Boolean => new() { ["type"] = "boolean" },
        ParameterType.Choice => new() { ["type"] = "string", ["enum"] = Json.Texts(parameter.Choices) },
        ParameterType.Secret => new() { ["type"] = "string", ["format"] = "password", ["writeOnly"] = true },
        _ => new() { ["type"] = "string", ["maxLength"] = parameter.Max },
    };

    private static bool IsInPath(Operation operation, OperationParameter parameter) =>
        operation.Path.Contains('{' + parameter.Name + '}', StringComparison.Ordinal);

    private static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["type"] = "string" },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["code"] = new JsonObject { ["type"] = "string" },
            ["detail"] = new JsonObject { ["type"] = "string" },
        },
    };
}
