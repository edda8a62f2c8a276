using System.CommandLine;
using Xmpp.Server.Data;

namespace Xmpp.Server.Commands;

/// <summary>What of the data a command leaves out.</summary>
internal static class DataKinds
{
    public static Option<string[]> NewOption() => new("--without")
    {
        Description = "Leave these out: " + string.Join(", ", Enum.GetValues<DataKind>().Select(DataReport.WordOf)) + ".",
        AllowMultipleArgumentsPerToken = true,
    };

    public static IReadOnlySet<DataKind> Read(string[]? words)
    {
        var kinds = new HashSet<DataKind>();
        foreach (var word in (words ?? []).SelectMany(w => w.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            var found = Enum.GetValues<DataKind>().Where(kind => DataReport.WordOf(kind) == word).ToList();
            if (found.Count == 0)
                throw new CommandException($"{word} is nothing that can be left out; see --help");
            kinds.Add(found[0]);
        }
        return kinds;
    }
}
