namespace Xmpp.Server.Configuration.Reading;

/// <summary>An array, of values or of tables.</summary>
internal sealed class OptionList(SourceLocation location) : OptionNode(location)
{
    public List<OptionNode> Items { get; } = [];

    /// <summary>Written as <c>[[name]]</c>, so another one adds to it.</summary>
    public bool IsOfTables { get; init; }
}
