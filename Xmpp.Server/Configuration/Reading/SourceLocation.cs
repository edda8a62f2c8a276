namespace Xmpp.Server.Configuration.Reading;

/// <summary>Where a value was written: a place in a file, or (line 0) an environment variable.</summary>
internal readonly record struct SourceLocation(string Source, int Line, int Column)
{
    public static SourceLocation Variable(string name) => new(name, 0, 0);

    public bool IsVariable => Line == 0;

    public override string ToString() => IsVariable ? Source : $"{Source}:{Line}:{Column}";
}
