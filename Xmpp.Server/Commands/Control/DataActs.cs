using Xmpp.Server.Administration;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Commands.Control;

/// <summary>
/// What a command does beside the server, with the database and files: here only to be audited, and by the control socket only,
/// so that nobody can have done it by another way.
/// </summary>
internal static class DataActs
{
    public const string Backup = "data.backup", Export = "data.export", Import = "data.import", Restore = "data.restore", PersonExport = "accounts.export";

    public const string Target = "target";

    private static readonly Dictionary<string, Operation> s_all = new[] { Backup, Export, PersonExport }.ToDictionary(
        name => name,
        name => new Operation(
            name, "Notes that it was done.", AdminRole.Admin, "POST", "",
            [new OperationParameter(Target, ParameterType.Text, "What, and where to.") { IsTarget = true, IsRequired = true }],
            static (_, _) => Task.FromResult(OperationResult.Done))
        { IsOfServer = true },
        StringComparer.Ordinal);

    public static Operation? Find(string name) => s_all.GetValueOrDefault(name);
}
