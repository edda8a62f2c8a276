using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Portable;

/// <summary>A room's configuration as the form that its owners know (XEP-0045 §16.5.3).</summary>
internal static class PortableRoom
{
    // What a room was allowed once it may keep; the limits of now are for new changes.
    private static readonly RoomOptions s_unlimited = new()
    {
        MaxOccupants = int.MaxValue,
        MaxHistory = int.MaxValue,
        NameLength = int.MaxValue,
        TextLength = int.MaxValue,
    };

    public static XElement FormOf(StoredRoom room)
    {
        var form = RoomForm.Write(new RoomState(room.Jid) { Configuration = room.Configuration }, s_unlimited);
        return DataForm.Create(
            DataFormType.Submit, MucNames.RoomConfig,
            form.Fields.Where(field => field.Var is not (DataFormNames.FormType or RoomForm.AdminsField or RoomForm.OwnersField))
                .Select(field => new DataFormField(field.Var, null, field.Values))).ToElement();
    }

    /// <summary>The configuration of a form over the defaults; null if it is none.</summary>
    public static RoomConfiguration? Read(XElement form) =>
        DataForm.TryRead(form, DataFormLimits.Default, out var read)
            && RoomForm.Apply(read, new RoomConfiguration(), s_unlimited, out var configuration) is null
            ? configuration
            : null;

    /// <summary>Whether an address can be a room's.</summary>
    public static bool IsRoom(Jid jid) => jid is { Local: not null, IsBare: true };
}
