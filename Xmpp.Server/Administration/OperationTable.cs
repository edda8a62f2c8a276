namespace Xmpp.Server.Administration;

/// <summary>All operations. Complete before the server listens.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void Add(IOperations family)
    {
        foreach (var operation in family.Operations)
            _operations.Add(operation.Name, operation);
    }

    public IEnumerable<Operation> All => _operations.Values;

    public Operation? Find(string name) => _operations.GetValueOrDefault(name);
}
