using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>A property of an option record, as a key of <c>server.toml</c>.</summary>
internal sealed class OptionKey
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<OptionKey>> Known = new();

    private OptionKey(PropertyInfo property)
    {
        Property = property;
        Name = property.GetCustomAttribute<OptionNameAttribute>()?.Name
            ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var type = property.PropertyType;
        IsList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        ValueType = IsList ? type.GetGenericArguments()[0] : Nullable.GetUnderlyingType(type) ?? type;
        IsSection = ValueType is { IsClass: true } && ValueType != typeof(string);
        IsSecret = property.GetCustomAttribute<SecretAttribute>() is not null;
        IsLive = (property.GetCustomAttribute<LiveAttribute>() ?? property.DeclaringType?.GetCustomAttribute<LiveAttribute>())
            is { IsLive: true };
    }

    public PropertyInfo Property { get; }
    public string Name { get; }

    /// <summary>For a secret: the key that names the file in which it is.</summary>
    public string? FileName => IsSecret ? Name + "_file" : null;

    /// <summary>The type of the value, or of the list's values.</summary>
    public Type ValueType { get; }
    public bool IsList { get; }
    public bool IsSection { get; }
    public bool IsSecret { get; }

    /// <summary>Changes while the server runs.</summary>
    public bool IsLive { get; }

    /// <summary>The keys of an option record, in its order.</summary>
    public static IReadOnlyList<OptionKey> Of(Type record) => Known.GetOrAdd(record, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null)
            .Select(property => new OptionKey(property))]);

    public static OptionKey? Find(Type record, string name) =>
        Of(record).FirstOrDefault(key => key.Name == name || key.FileName == name);

    public T? Attribute<T>() where T : Attribute => Property.GetCustomAttribute<T>();
}
