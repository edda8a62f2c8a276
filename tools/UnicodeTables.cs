// Prints the generated tables of Xmpp.Stanzas/Preparation:
//   dotnet run tools/UnicodeTables.cs -- ucd <folder of the Unicode Character Database>  > UnicodeTables.cs
//   dotnet run tools/UnicodeTables.cs -- saslprep <text of RFC 3454>                     > SaslprepTables.cs
// Debian's package unicode-data 15.0.0 installs the first in /usr/share/unicode.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

const int CodePoints = 0x110000;
var output = new StringBuilder();
switch (args)
{
    case ["ucd", var folder]:
        PrintUnicode(folder);
        break;
    case ["saslprep", var file]:
        PrintSaslprep(file);
        break;
    default:
        Console.Error.WriteLine("usage: ucd <folder> | saslprep <file>");
        return 1;
}
Console.Out.Write(output);
return 0;

void PrintUnicode(string folder)
{
    var category = Property(folder, "extracted/DerivedGeneralCategory.txt", "Cn");
    var bidi = Property(folder, "extracted/DerivedBidiClass.txt", "L");
    var joining = Property(folder, "extracted/DerivedJoiningType.txt", "U");
    var combining = Property(folder, "extracted/DerivedCombiningClass.txt", "0");
    var script = Property(folder, "Scripts.txt", "Zzzz");
    var ignorable = Members(folder, "DerivedCoreProperties.txt", "Default_Ignorable_Code_Point");
    var decomposition = Property(folder, "extracted/DerivedDecompositionType.txt", "none");
    var folding = CaseFolding(folder);

    Head("Unicode 15.0", "where .NET has no API for the property, or knows another version of Unicode");
    Set("Assigned", "General_Category other than Cn (RFC 5892 §2.10).", cp => category[cp] != "Cn");
    Set("DefaultIgnorable", "Default_Ignorable_Code_Point (RFC 8264 §9.13).", cp => ignorable[cp]);
    Set("Virama", "Canonical_Combining_Class 9 (RFC 5892 appendix A.1).", cp => combining[cp] == "9");
    Set("NonStarter", "Canonical_Combining_Class other than 0: what normalization sorts.", cp => combining[cp] != "0");
    Set("Wide", "Decomposition_Type Wide or Narrow (RFC 8264 §5.2.1).",
        cp => decomposition[cp] is "Wide" or "Narrow");
    Set("FoldsOtherwise", "Letters and marks whose case folding is not their lower case, and has another NFKC form\n"
        + "    /// (RFC 5892 §2.2); those with a compatibility mapping are unstable anyway and left out.",
        cp => folding.Contains(cp));
    Map("BidiClass", "Bidi_Class of letters, marks and digits where it is not what the General_Category suggests.",
        cp => DeviatingBidi(category[cp], bidi[cp], cp));
    Map("JoiningType", "Joining_Type L, R and D, and T where the General_Category does not say so.",
        cp => DeviatingJoining(category[cp], joining[cp]));
    Map("Script", "The scripts that contextual rules ask for (RFC 5892 appendix A).",
        cp => script[cp] is "Greek" or "Hebrew" or "Hiragana" or "Katakana" or "Han" ? script[cp] : "None");
    output.AppendLine("}");
}

void PrintSaslprep(string file)
{
    var lines = File.ReadAllLines(file);
    Head("RFC 3454 appendices A to D", "as RFC 4013 uses them");
    var unassigned = Table(lines, "A.1");
    var nothing = Table(lines, "B.1");
    var spaces = Table(lines, "C.1.2");
    string[] prohibitedTables = ["C.1.2", "C.2.1", "C.2.2", "C.3", "C.4", "C.5", "C.6", "C.7", "C.8", "C.9"];
    var prohibited = new HashSet<int>(prohibitedTables.SelectMany(name => Table(lines, name)));
    var right = Table(lines, "D.1");
    var left = Table(lines, "D.2");
    Set("Unassigned", "Table A.1: unassigned in Unicode 3.2.", unassigned.Contains);
    Set("MappedToNothing", "Table B.1.", nothing.Contains);
    Set("NonAsciiSpaces", "Table C.1.2.", spaces.Contains);
    Set("Prohibited", "Tables C.1.2, C.2.1, C.2.2 and C.3 to C.9 (RFC 4013 §2.3).", prohibited.Contains);
    Set("RandALCat", "Table D.1.", right.Contains);
    Set("LCat", "Table D.2.", left.Contains);
    output.AppendLine("}");
}

// What the General_Category suggests: L for letters, digits and spacing marks, NSM for other marks, neutral otherwise.
static string DeviatingBidi(string category, string bidi, int cp)
{
    var isLetterDigit = category is "Ll" or "Lu" or "Lt" or "Lo" or "Lm" or "Nd" or "Nl" or "Mc";
    var isMark = category is "Mn" or "Me";
    var isException = cp is 0x00B7 or 0x0375 or 0x05F3 or 0x05F4 or 0x06FD or 0x06FE or 0x0F0B or 0x30FB;
    if (!isLetterDigit && !isMark && !isException)
        return "ByCategory";
    var value = bidi is "L" or "R" or "AL" or "AN" or "EN" or "NSM" ? bidi : "Neutral";
    var suggested = isMark ? "NSM" : isLetterDigit ? "L" : "Neutral";
    return value == suggested ? "ByCategory" : value;
}

static string DeviatingJoining(string category, string joining) => (category, joining) switch
{
    (_, "L" or "R" or "D") => joining,
    ("Mn" or "Me" or "Cf", not "T") => "U",
    (not ("Mn" or "Me" or "Cf"), "T") => "T",
    _ => "ByCategory",
};

static HashSet<int> CaseFolding(string folder)
{
    var decomposable = Property(folder, "DerivedNormalizationProps.txt", "", "NFKC_QC");
    var fold = new Dictionary<int, string>();
    foreach (var fields in Fields(Path.Combine(folder, "CaseFolding.txt")).Where(f => f[1] is "C" or "F"))
        fold[Hex(fields[0])] = string.Concat(fields[2].Split(' ').Select(cp => char.ConvertFromUtf32(Hex(cp))));
    var lower = Fields(Path.Combine(folder, "UnicodeData.txt")).Where(f => f[13].Length > 0)
        .ToDictionary(f => Hex(f[0]), f => char.ConvertFromUtf32(Hex(f[13])));
    var result = new HashSet<int>();
    foreach (var cp in Enumerable.Range(0, CodePoints).Where(cp => cp is < 0xD800 or > 0xDFFF and not 0xFFFE))
    {
        var self = char.ConvertFromUtf32(cp);
        var folded = fold.GetValueOrDefault(cp, self).Normalize(NormalizationForm.FormKC);
        var lowered = lower.GetValueOrDefault(cp, self).Normalize(NormalizationForm.FormKC);
        if (decomposable[cp] != "N" && (folded == self) != (lowered == self))
            result.Add(cp);
    }
    return result;
}

static string[] Property(string folder, string file, string missing, string? name = null)
{
    var values = new string[CodePoints];
    Array.Fill(values, missing);
    foreach (var fields in Fields(Path.Combine(folder, file)))
    {
        if (name is not null && fields[1] != name)
            continue;
        var (first, last) = Range(fields[0]);
        Array.Fill(values, fields[name is null ? 1 : 2], first, last - first + 1);
    }
    return values;
}

static bool[] Members(string folder, string file, string name)
{
    var values = new bool[CodePoints];
    foreach (var fields in Fields(Path.Combine(folder, file)).Where(f => f[1] == name))
    {
        var (first, last) = Range(fields[0]);
        Array.Fill(values, true, first, last - first + 1);
    }
    return values;
}

static IEnumerable<string[]> Fields(string file) => File.ReadLines(file)
    .Select(line => line.Split('#')[0])
    .Where(line => line.Contains(';', StringComparison.Ordinal))
    .Select(line => line.Split(';', StringSplitOptions.TrimEntries));

static HashSet<int> Table(string[] lines, string name)
{
    var start = Array.FindIndex(lines, line => line.Contains($"Start Table {name} ", StringComparison.Ordinal));
    var members = new HashSet<int>();
    foreach (var line in lines.Skip(start + 1)
        .TakeWhile(line => !line.Contains("End Table", StringComparison.Ordinal)))
    {
        if (Regex.Match(line, @"^\s+([0-9A-F]{4,6})(-([0-9A-F]{4,6}))?(;|$|\s)") is not { Success: true } match)
            continue;
        var first = Hex(match.Groups[1].Value);
        var last = match.Groups[3].Success ? Hex(match.Groups[3].Value) : first;
        members.UnionWith(Enumerable.Range(first, last - first + 1));
    }
    return members;
}

static (int First, int Last) Range(string text)
{
    var dots = text.IndexOf("..", StringComparison.Ordinal);
    return dots < 0 ? (Hex(text), Hex(text)) : (Hex(text[..dots]), Hex(text[(dots + 2)..]));
}

static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

void Head(string source, string why)
{
    output.AppendLine("// <auto-generated>Printed by tools/UnicodeTables.cs; do not edit.</auto-generated>");
    output.AppendLine("namespace Xmpp.Stanzas.Preparation;").AppendLine();
    output.AppendLine($"/// <summary>{source}: {why}.</summary>");
    output.AppendLine($"internal static class {(source.StartsWith("RFC", StringComparison.Ordinal)
        ? "SaslprepTables" : "UnicodeTables")}");
    output.Append('{');
}

// A set is the sorted list of the code points where membership changes, beginning with "not a member".
void Set(string name, string summary, Func<int, bool> contains)
{
    var changes = new List<string>();
    for (var cp = 0; cp < CodePoints; cp++)
    {
        if (contains(cp) != (cp > 0 && contains(cp - 1)))
            changes.Add($"0x{cp:X}");
    }
    Literal($"    /// <summary>{summary}</summary>", $"    public static ReadOnlySpan<int> {name} =>", changes);
}

// A map is the sorted list of the code points where the value changes, and the values.
void Map(string name, string summary, Func<int, string> value)
{
    var starts = new List<string>();
    var values = new List<string>();
    for (var cp = 0; cp < CodePoints; cp++)
    {
        if (cp > 0 && value(cp) == value(cp - 1))
            continue;
        starts.Add($"0x{cp:X}");
        values.Add($"{name}.{value(cp)}");
    }
    Literal($"    /// <summary>{summary}</summary>", $"    public static ReadOnlySpan<int> {name}Starts =>", starts);
    var letters = values.Select(v => Codes[v]).ToList();
    Literal($"    /// <summary>The values for {name}Starts, as numbers of the enumeration.</summary>",
        $"    public static ReadOnlySpan<byte> {name}Values =>", letters);
}

void Literal(string summary, string declaration, List<string> items)
{
    output.AppendLine().AppendLine(summary).AppendLine(declaration).Append("    [");
    var column = 120;
    foreach (var item in items)
    {
        if (column + item.Length + 2 > 118)
        {
            output.AppendLine().Append("       ");
            column = 7;
        }
        output.Append(' ').Append(item).Append(',');
        column += item.Length + 2;
    }
    output.AppendLine().AppendLine("    ];");
}

internal static partial class Program
{
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["BidiClass.ByCategory"] = "0",
        ["BidiClass.L"] = "1",
        ["BidiClass.R"] = "2",
        ["BidiClass.AL"] = "3",
        ["BidiClass.AN"] = "4",
        ["BidiClass.EN"] = "5",
        ["BidiClass.NSM"] = "6",
        ["BidiClass.Neutral"] = "7",
        ["JoiningType.ByCategory"] = "0",
        ["JoiningType.U"] = "1",
        ["JoiningType.T"] = "2",
        ["JoiningType.L"] = "3",
        ["JoiningType.R"] = "4",
        ["JoiningType.D"] = "5",
        ["Script.None"] = "0",
        ["Script.Greek"] = "1",
        ["Script.Hebrew"] = "2",
        ["Script.Hiragana"] = "3",
        ["Script.Katakana"] = "4",
        ["Script.Han"] = "5",
    };
}
