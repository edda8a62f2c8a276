using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Uploads;

namespace Xmpp.Server.Services.Upload;

/// <summary>Gives slots to the accounts of a host, within what each may have (XEP-0363 §4, §6).</summary>
internal sealed class SlotRequests(
    IUploadIndex index, IAccountStore accounts, UploadAddresses addresses, UploadOptions options, UploadMetrics metrics,
    TimeProvider time, Func<Jid, bool> isByPage)
{
    /// <param name="host">The host whose service is asked.</param>
    /// <param name="payload">The request.</param>
    /// <param name="from">Who asks.</param>
    public async ValueTask<IqReply> AnswerAsync(string host, XElement payload, Jid from, CancellationToken ct)
    {
        // Cases ABU-10: nobody else's users, and no accounts of the moment (ANONYMOUS), who would have a quota each.
        if (from.Local is null || from.Domain != host || !await accounts.ExistsAsync(from.Bare, ct))
            return Refuse(UploadRefusal.Forbidden, StanzaError.Forbidden);
        if (!SlotRequest.TryRead(payload, out var request, out var error))
            return Refuse(UploadRefusal.BadRequest, error);
        if (request.Purpose == UploadPurpose.Permanent && !options.Permanent)
            return Refuse(UploadRefusal.BadRequest, StanzaError.FeatureNotImplemented);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()); // as it is stored
        if (request.ExpireBefore <= now)
            return Refuse(UploadRefusal.BadRequest, StanzaError.BadRequest with { Text = "That time is over" });
        var most = MostOf(request.Purpose);
        if (request.Size > most)
            return Refuse(UploadRefusal.TooLarge, TooLarge(most));
        if (!MediaTypes.IsAllowed(request.ContentType ?? MediaTypes.Unknown, options.Types))
            return Refuse(UploadRefusal.Type, StanzaError.NotAcceptable with { Text = "Files of this type are not taken" });
        return await GiveAsync(host, request, from, now, ct);
    }

    private async ValueTask<IqReply> GiveAsync(
        string host, SlotRequest request, Jid from, DateTimeOffset now, CancellationToken ct)
    {
        var account = from.Bare;
        var secret = UploadToken.NewSecret();
        var id = UploadToken.IdOf(secret);
        var result = await index.AddSlotAsync(
            new StoredUpload(account, UploadToken.KeyOf(id), request.Name, request.ContentType, request.Size, now)
            {
                ExpiresAt = now + options.SlotTimeout,
                KeepUntil = KeepUntil(request, now),
            },
            options.Quota, ct);
        if (result.Outcome != SlotOutcome.Given)
            return Refuse(UploadRefusal.Quota, Full(result));
        // §4 lets the secret be a header of the request or a part of its address. It is in the address: there are clients that
        // leave the headers out, and pages of other origins need no leave to send credentials. It is good for one file of that
        // size, for minutes, and the address that is sent around is another one.
        var isPage = isByPage(from);
        return IqReply.Result(new XElement(
            UploadNames.Slot,
            new XElement(UploadNames.Put, new XAttribute("url", addresses.Of(host, secret, request.Name, isPage))),
            new XElement(UploadNames.Get, new XAttribute("url", addresses.Of(host, id, request.Name, isPage)))));
    }

    private long MostOf(UploadPurpose purpose) =>
        purpose == UploadPurpose.Profile ? options.ProfileMaxFileBytes : options.MaxFileBytes;

    private DateTimeOffset? KeepUntil(SlotRequest request, DateTimeOffset now)
    {
        var age = request.Purpose switch
        {
            UploadPurpose.Permanent => TimeSpan.Zero,
            UploadPurpose.Profile => options.ProfileMaxAge,
            _ => options.MaxAge,
        };
        DateTimeOffset? end = age > TimeSpan.Zero ? now + age : null;
        return request.ExpireBefore is { } before && !(end < before) ? before : end; // §5.3: never longer
    }

    private static StanzaError TooLarge(long most) => StanzaError.NotAcceptable with
    {
        Text = $"The file is too large: at most {most} octets",
        Application = new XElement(UploadNames.FileTooLarge, new XElement(UploadNames.MaxFileSize, most)),
    };

    private static StanzaError Full(SlotResult result) => StanzaError.ResourceConstraint with
    {
        Text = result.Outcome switch
        {
            SlotOutcome.TooManySlots => "Too many uploads that have not begun",
            SlotOutcome.FullToday => "No more for today",
            _ => "All the room for files is used",
        },
        Application = result.RetryAt is { } at
            ? new XElement(UploadNames.Retry, new XAttribute("stamp", XmppDateTime.Format(at)))
            : null,
    };

    private StanzaError Refuse(UploadRefusal reason, StanzaError error)
    {
        metrics.Refused(reason);
        return error;
    }
}
