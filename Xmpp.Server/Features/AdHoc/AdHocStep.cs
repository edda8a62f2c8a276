using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>What a command comes to with one request: a form to be filled in, or its end.</summary>
internal abstract record AdHocStep
{
    private protected AdHocStep()
    {
    }

    /// <summary>
    /// Asks for a form to be filled in (§2.4.2). What is submitted has been checked against it: required fields are there,
    /// choices are among the options, addresses and booleans are such.
    /// </summary>
    /// <param name="form">Of type form.</param>
    /// <param name="submitted">What follows from it. A step that is refused leaves the form open: it may be tried again.</param>
    /// <param name="isLast">The command completes with this form; else there is another one after it.</param>
    public static AdHocStep Ask(
        DataForm form, Func<DataForm, CancellationToken, ValueTask<AdHocStep>> submitted, bool isLast = true) =>
        new AdHocAsk(form, submitted, isLast);

    /// <summary>The command has completed.</summary>
    /// <param name="note">What to say, or null.</param>
    /// <param name="result">A form of type result, or null.</param>
    public static AdHocStep Done(string? note = null, DataForm? result = null) =>
        new AdHocEnd(note is null ? null : new AdHocNote(note), result?.ToElement());

    /// <summary>The command has completed, with another payload (§3.5).</summary>
    public static AdHocStep DoneWith(XElement payload) => new AdHocEnd(null, payload);

    /// <summary>The command has completed and has failed (§3.6).</summary>
    public static AdHocStep Failed(string note) => new AdHocEnd(new AdHocNote(note, AdHocNoteType.Error), null);

    /// <summary>A stanza error. With a form still open, the form stays so.</summary>
    public static AdHocStep Refused(StanzaError error) => new AdHocRefusal(error);
}
