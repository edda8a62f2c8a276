using System.Globalization;
using System.Text.Json;

namespace Xmpp.Server.Data.Prosody;

/// <summary>
/// Values of Prosody's tables. In JSON <c>__array</c> of an object has what stands at positions, <c>__hash</c> keys that are no strings
/// and their values in turn.
/// </summary>
internal static class ProsodyJson
{
    private const int MaxDepth = 200;

    /// <summary>Null for what means nothing.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static object? Read(string type, string? text)
    {
        switch (type)
        {
            case var _ when text is null:
                throw new DataException("a value is too long");
            case "string":
                return new LuaText(text);
            case "boolean":
                return text == "true";
            case "number":
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new DataException("a number is none");
            case "json":
                return Parse(text);
            default:
                throw new DataException("a value is of a type that is not known");
        }
    }

    /// <summary>The same, and null for what cannot be read.</summary>
    public static object? TryRead(string type, string text)
    {
        try
        {
            return Read(type, text);
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static object? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return ValueOf(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataException("a value is no JSON", e); // the second: half of a surrogate pair
        }
    }

    private static object? ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new LuaText(element.GetString() ?? ""),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => ArrayOf(new LuaTable(), element),
        JsonValueKind.Object => ObjectOf(element),
        _ => null,
    };

    private static LuaTable ObjectOf(JsonElement element)
    {
        var table = new LuaTable();
        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("__array") && property.Value.ValueKind == JsonValueKind.Array)
                ArrayOf(table, property.Value);
            else if (property.NameEquals("__hash") && property.Value.ValueKind == JsonValueKind.Array)
                HashOf(table, property.Value);
            else
                table.Set(new LuaText(property.Name), ValueOf(property.Value));
        }
        return table;
    }

    private static LuaTable ArrayOf(LuaTable table, JsonElement array)
    {
        var position = 1.0;
        foreach (var item in array.EnumerateArray())
            table.Set(position++, ValueOf(item));
        return table;
    }

    private static void HashOf(LuaTable table, JsonElement array)
    {
        object? key = null;
        var isKey = true;
        foreach (var item in array.EnumerateArray())
        {
            if (isKey)
                key = ValueOf(item);
            else if (key is not null)
                table.Set(key, ValueOf(item));
            isKey = !isKey;
        }
    }
}
