namespace Xmpp.Server.Configuration.Reloading;

/// <summary>A configuration without mistakes that cannot be brought into force all the same; nothing has changed.</summary>
/// <param name="key">Where the reason is, as in <c>hosts[capulet.example].certificate</c>; null for nowhere in the file.</param>
/// <param name="message">The reason.</param>
/// <param name="innerException">What came of trying.</param>
internal sealed class ReloadRefusedException(string? key, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string? Key => key;
}
