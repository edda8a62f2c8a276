namespace Xmpp.Server.Features.AdHoc;

/// <summary>A word to the person about what happened (XEP-0050 §4.3).</summary>
internal sealed record AdHocNote(string Text, AdHocNoteType Type = AdHocNoteType.Info);
