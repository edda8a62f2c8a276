namespace Xmpp.Server.Administration;

/// <summary>One parameter of an operation.</summary>
internal sealed record OperationParameter(string Name, ParameterType Type, string Description)
{
    public bool IsRequired { get; init; }
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Characters of a text, or the greatest integer.</summary>
    public long Max { get; init; } = 4096;

    public long Min { get; init; }

    /// <summary>What is meant in the audit log.</summary>
    public bool IsTarget { get; init; }

    public static OperationParameter Account(string name, string description) =>
        new(name, ParameterType.Account, description) { IsRequired = true, IsTarget = true };

    public static OperationParameter OfService(string name, string description) =>
        new(name, ParameterType.OfService, description) { IsRequired = true, IsTarget = true };

    public static OperationParameter Secret(string name, string description) =>
        new(name, ParameterType.Secret, description) { IsRequired = true, Max = 1024 };

    public static OperationParameter Text(string name, string description, bool isRequired = false, long max = 1024) =>
        new(name, ParameterType.Text, description) { IsRequired = isRequired, Max = max };

    /// <summary>Which host; all that the one who asks may see, unless it is given.</summary>
    public static readonly OperationParameter OneHost =
        new("host", ParameterType.Host, "Only this host; else all that you may see.");

    /// <summary>How many, and from where: the second is what the page before gave as <c>next</c>.</summary>
    public static readonly OperationParameter[] Page =
    [
        new("limit", ParameterType.Integer, "How many at most; 50 unless given.") { Min = 1, Max = 500 },
        new("cursor", ParameterType.Text, "The \"next\" of the page before.") { Max = 8192 },
    ];
}
