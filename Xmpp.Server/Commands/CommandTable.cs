using Spectre.Console;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary>A list as a person reads it: a table on a terminal, lines with tabs for other programs, as they come.</summary>
internal sealed class CommandTable(CommandConsole console, params string[] heads)
{
    private readonly bool _isTerminal = console.Out.Profile.Out.IsTerminal;
    private readonly Table _table = new Table().AddColumns(heads).Border(TableBorder.Simple);

    // Strangers chose some of the words: nothing in them may move a cursor.
    public void Add(params string[] cells)
    {
        cells = [.. cells.Select(Printable.Escape)];
        if (_isTerminal)
            _table.AddRow([.. cells.Select(Markup.Escape)]);
        else
            console.Line(string.Join('\t', cells));
    }

    /// <summary>The whole table; lines have been printed already.</summary>
    public void End()
    {
        if (_isTerminal)
            console.Out.Write(_table);
    }

    /// <summary>RFC 3339 in, to the minute out.</summary>
    public static string Minute(string? time) => time is { Length: >= 16 } ? time[..16].Replace('T', ' ') : "never";
}
