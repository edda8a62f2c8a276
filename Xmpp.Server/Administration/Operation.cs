using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>One thing that an administrator can do, whichever way he comes.</summary>
/// <param name="Name">Unique, such as <c>accounts.create</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Role">Who may.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The HTTP path below <c>/api/v1</c>; <c>{name}</c> is a parameter.</param>
/// <param name="Parameters">What it takes; anything else is refused.</param>
/// <param name="RunAsync">Does it. Rights and parameters have been checked.</param>
internal sealed record Operation(
    string Name, string Summary, AdminRole Role, string Method, string Path, IReadOnlyList<OperationParameter> Parameters,
    Func<OperationCall, CancellationToken, Task<OperationResult>> RunAsync)
{
    /// <summary>It changes something, so it is audited.</summary>
    public bool IsChange => Method != "GET";

    /// <summary>It concerns no host but the server: who administers single hosts may not.</summary>
    public bool IsOfServer { get; init; }
}
