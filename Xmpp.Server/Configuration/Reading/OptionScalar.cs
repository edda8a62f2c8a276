using System.Globalization;
using System.Reflection;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>One value: what a key allows, how it is read, how it is written.</summary>
internal static class OptionScalar
{
    private static readonly string[] ContactSchemes = ["mailto", "xmpp", "https", "http", "tel"];

    /// <summary>The value for the key, or null if it is not allowed there.</summary>
    public static object? Read(OptionKey key, OptionValue node)
    {
        if (key.ValueType == typeof(bool))
            return node.Value as bool? ?? (node.IsText && bool.TryParse((string)node.Value, out var flag) ? flag : null);
        if (key.ValueType == typeof(int))
            return (int?)ReadNumber(key, node, int.MaxValue);
        if (key.ValueType == typeof(long))
            return ReadNumber(key, node, long.MaxValue);
        return node.Value is string text ? ReadText(key, text) : null;
    }

    /// <summary>For people: what the key takes.</summary>
    public static string Allowed(OptionKey key)
    {
        var type = key.ValueType;
        if (type == typeof(bool))
            return "true or false";
        if ((type == typeof(int) || type == typeof(long)) && key.Attribute<AllowedRangeAttribute>() is { } range)
            return string.Create(CultureInfo.InvariantCulture, $"a whole number from {range.Least} to {range.Most}");
        if (type == typeof(TimeSpan) && key.Attribute<AllowedDurationAttribute>() is { } duration)
            return $"a time from \"{duration.Least}\" to \"{duration.Most}\", in ms, s, m, h or d";
        if (Words(key) is { Count: > 0 } words)
            return string.Join(", ", words.Select(word => $"\"{word}\""));
        if (type == typeof(ListenEndpoint))
            return "\"address:port\" with an IP address, [IPv6 address] or *";
        if (key.Attribute<HostNameAttribute>() is not null)
            return "a domain name or IP address";
        if (key.Attribute<DomainPatternAttribute>() is not null)
            return "a domain name, or \"*.\" and one";
        if (key.Attribute<PeerAddressAttribute>() is not null)
            return "\"address:port\" with an IP address or [IPv6 address]";
        if (key.Attribute<IpAddressAttribute>() is not null)
            return "an IP address";
        if (key.Attribute<IpNetworkAttribute>() is not null)
            return "a network such as 192.0.2.0/24 or 2001:db8::/32";
        if (key.Attribute<AccountAddressAttribute>() is not null)
            return "an account's address (name@host)";
        if (key.Attribute<AddressAttribute>() is not null)
            return "an address without a resource (name@host, host)";
        if (key.Attribute<WebAddressAttribute>() is not null)
            return "https://name or https://name:port, without a path";
        if (key.Attribute<WebSocketAddressAttribute>() is not null)
            return "a URI such as wss://name/path; ws: only for this machine";
        if (key.Attribute<MediaRangeAttribute>() is not null)
            return "a media type such as \"image/png\", or \"image/*\"";
        if (key.Attribute<ContactUriAttribute>() is not null)
            return $"a URI that begins with {string.Join(", ", ContactSchemes.Select(scheme => scheme + ":"))}";
        return "a string that is not empty";
    }

    /// <summary>The words that the key takes; empty if it takes no words.</summary>
    public static IReadOnlyList<string> Words(OptionKey key)
    {
        if (key.ValueType.IsEnum)
            return [.. Enum.GetNames(key.ValueType).Select(name => Word(key.ValueType, name))];
        return key.Attribute<AllowedValuesAttribute>()?.Values ?? [];
    }

    /// <summary>As it would stand in <c>server.toml</c>.</summary>
    public static string Format(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        TimeSpan duration => $"\"{OptionDuration.Format(duration)}\"",
        Enum word => $"\"{Word(value.GetType(), word.ToString())}\"",
        _ => Quote(value.ToString() ?? ""),
    };

    private static long? ReadNumber(OptionKey key, OptionValue node, long most)
    {
        var number = node.Value as long?;
        if (node.IsText && long.TryParse(
            (string)node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed))
        {
            number = parsed;
        }
        var range = key.Attribute<AllowedRangeAttribute>();
        return number is { } n && n >= (range?.Least ?? 0) && n <= Math.Min(range?.Most ?? most, most) ? n : null;
    }

    private static object? ReadText(OptionKey key, string text)
    {
        if (key.ValueType == typeof(TimeSpan))
            return ReadDuration(key, text);
        if (key.ValueType == typeof(ListenEndpoint))
            return ListenEndpoint.TryParse(text, out var endpoint) ? endpoint : null;
        if (key.ValueType.IsEnum)
            return ReadWord(key.ValueType, text);
        if (Words(key) is { Count: > 0 } words)
            return words.Contains(text) ? text : null;
        if (key.Attribute<HostNameAttribute>() is not null)
            return Jid.TryCreate(null, text, null, out var jid) ? jid.Domain : null;
        if (key.Attribute<DomainPatternAttribute>() is not null)
            return DomainPattern.TryPrepare(text, out var pattern) ? pattern : null;
        if (key.Attribute<PeerAddressAttribute>() is not null)
            return System.Net.IPEndPoint.TryParse(text, out var peer) && peer.Port > 0 ? peer.ToString() : null;
        if (key.Attribute<IpAddressAttribute>() is not null)
            return System.Net.IPAddress.TryParse(text, out var address) ? address.ToString() : null;
        if (key.Attribute<IpNetworkAttribute>() is not null)
            return System.Net.IPNetwork.TryParse(text, out var network) ? network.ToString() : null;
        if (key.Attribute<AccountAddressAttribute>() is not null)
            return Jid.TryParse(text, out var account) && account is { Local: not null, IsBare: true } ? account.ToString() : null;
        if (key.Attribute<AddressAttribute>() is not null)
            return Jid.TryParse(text, out var address) && address.IsBare ? address.ToString() : null;
        if (key.Attribute<WebAddressAttribute>() is not null)
            return IsOrigin(text) ? text.TrimEnd('/') : null;
        if (key.Attribute<WebSocketAddressAttribute>() is not null)
            return OtherWebSocket.IsAllowed(text) ? text : null;
        if (key.Attribute<MediaRangeAttribute>() is not null)
            return Services.Upload.MediaTypes.IsRange(text) ? text.ToLowerInvariant() : null;
        if (key.Attribute<ContactUriAttribute>() is not null)
            return IsContact(text) ? text : null;
        return text.Length > 0 ? text : null;
    }

    private static TimeSpan? ReadDuration(OptionKey key, string text)
    {
        var range = key.Attribute<AllowedDurationAttribute>();
        return OptionDuration.TryParse(text, out var duration)
            && (range is null
                || (duration >= OptionDuration.Parse(range.Least) && duration <= OptionDuration.Parse(range.Most)))
            ? duration : null;
    }

    private static object? ReadWord(Type type, string text)
    {
        var name = Enum.GetNames(type).FirstOrDefault(name => Word(type, name) == text);
        return name is null ? null : Enum.Parse(type, name);
    }

    private static string Word(Type type, string name) =>
        type.GetField(name)?.GetCustomAttribute<OptionNameAttribute>()?.Name ?? name.ToLowerInvariant();

    private static bool IsContact(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && ContactSchemes.Contains(uri.Scheme);

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text.Replace("{host}", "host", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http" && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;

    private static string Quote(string text)
    {
        var quoted = new System.Text.StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
