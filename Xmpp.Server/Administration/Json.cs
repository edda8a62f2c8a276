using System.Globalization;
using System.Text.Json.Nodes;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>How our words stand in JSON.</summary>
internal static class Json
{
    /// <summary>The roles by their names on all doors.</summary>
    public static readonly string[] Roles = ["none", "viewer", "moderator", "admin"];

    /// <summary>RFC 3339 in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    public static string Name(AdminRole role) => Roles[(int)role];

    public static AdminRole Role(string name) => (AdminRole)Array.IndexOf(Roles, name);
}
