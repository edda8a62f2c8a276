namespace Xmpp.Server.Features.AdHoc;

/// <summary>What a requester wants (XEP-0050 §4.1).</summary>
internal enum AdHocAction
{
    Execute,
    Cancel,
    Prev,
    Next,
    Complete,
}
