namespace Xmpp.Server.Administration;

/// <summary>
/// A family of operations: accounts, rooms, invitations. A feature that has something to administer implements it and adds it
/// to <see cref="OperationTable"/> before the server listens; all doors have it then.
/// </summary>
internal interface IOperations
{
    IEnumerable<Operation> Operations { get; }
}
