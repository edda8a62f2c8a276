namespace Xmpp.Server.Administration;

/// <summary>Which way an operation is asked for.</summary>
internal enum Door
{
    /// <summary>HTTP, <c>/api/v1</c>.</summary>
    Rest,

    /// <summary>Ad-hoc commands (XEP-0050, XEP-0133).</summary>
    AdHoc,

    /// <summary>The program's own commands.</summary>
    CommandLine,
}
