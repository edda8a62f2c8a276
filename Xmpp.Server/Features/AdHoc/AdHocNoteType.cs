namespace Xmpp.Server.Features.AdHoc;

/// <summary>How bad what a note says is (XEP-0050 §4.3).</summary>
internal enum AdHocNoteType
{
    Info,
    Warn,

    /// <summary>A command that completes and has failed says so with one (§3.6).</summary>
    Error,
}
