namespace Xmpp.Server.Services.Upload;

/// <summary>What a file is for, and so how long it is kept (XEP-0363 §5).</summary>
internal enum UploadPurpose
{
    Message,
    Profile,
    Ephemeral,
    Permanent,
}
