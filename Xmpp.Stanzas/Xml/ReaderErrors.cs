using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Stream errors for limits of ours, with a text that names the limit.</summary>
internal static class ReaderErrors
{
    public static readonly StreamError TooDeep =
        StreamError.PolicyViolation with { Text = "Elements are nested too deeply" };

    public static readonly StreamError TooManyAttributes =
        StreamError.PolicyViolation with { Text = "An element has too many attributes" };

    public static readonly StreamError NameTooLong =
        StreamError.PolicyViolation with { Text = "A name is too long" };
}
