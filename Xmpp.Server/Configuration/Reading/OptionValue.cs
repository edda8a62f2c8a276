namespace Xmpp.Server.Configuration.Reading;

/// <summary>A string, long, bool, double or date from a file; or text from an environment variable.</summary>
internal sealed class OptionValue(object value, SourceLocation location) : OptionNode(location)
{
    public object Value { get; } = value;

    /// <summary>Environment variables have no types: the text means whatever the key asks for.</summary>
    public bool IsText => Location.IsVariable;
}
