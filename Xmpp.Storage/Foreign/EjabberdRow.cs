namespace Xmpp.Storage.Foreign;

/// <summary>A row of one of ejabberd's tables: columns by name, as text.</summary>
public sealed class EjabberdRow
{
    private readonly Dictionary<string, string?> _columns;

    internal EjabberdRow(Dictionary<string, string?> columns) => _columns = columns;

    /// <summary>Null where there is none, or one that is longer than was asked for.</summary>
    public string? this[string column] => _columns.GetValueOrDefault(column);
}
