namespace Xmpp.Server.Features.EntityCaps;

/// <summary>The two ways to say what one can.</summary>
internal enum CapsKind
{
    /// <summary>XEP-0115.</summary>
    Caps,

    /// <summary>XEP-0390.</summary>
    Caps2,
}
