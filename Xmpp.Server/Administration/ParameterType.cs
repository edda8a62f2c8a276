namespace Xmpp.Server.Administration;

/// <summary>What a parameter of an operation is.</summary>
internal enum ParameterType
{
    Text,

    /// <summary>A text that is nowhere shown, logged or kept.</summary>
    Secret,

    Integer,
    Boolean,

    /// <summary>One of <see cref="OperationParameter.Choices"/>.</summary>
    Choice,

    /// <summary>The bare address of an account of this server; it concerns its host.</summary>
    Account,

    /// <summary>The bare address of a room or another thing of a service; it concerns the host that the service is below.</summary>
    OfService,

    /// <summary>Any address.</summary>
    Address,

    /// <summary>A host of this server.</summary>
    Host,
}
