namespace Xmpp.Stanzas.Preparation;

/// <summary>Joining_Type (RFC 5892 appendix A.1); the numbers are in the table.</summary>
internal enum JoiningType : byte
{
    /// <summary>In the table only: what the General_Category suggests.</summary>
    ByCategory = 0,
    NonJoining = 1,
    Transparent = 2,
    LeftJoining = 3,
    RightJoining = 4,
    DualJoining = 5,
}
