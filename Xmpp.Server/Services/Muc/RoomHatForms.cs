using System.Globalization;
using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>The forms of the commands for hats (XEP-0317 §3.2 to §3.7).</summary>
internal static class RoomHatForms
{
    /// <summary>What a command asks for; null for one that only answers.</summary>
    public static DataForm? Of(RoomState room, string command) => command switch
    {
        HatNames.Create => Ask("Creating a Hat", "Fill out this form to create a hat.", Text(HatNames.Title, "Hat Title", true), Text(HatNames.Uri, "Hat URI", true), Text(HatNames.Hue, "Hat Hue", false)),
        HatNames.Destroy => Ask("Destroying a Hat", "Fill out this form to destroy a hat.", Choice(room)),
        HatNames.Assign => Ask("Assigning a Hat", "Fill out this form to assign a hat.", Address(), Choice(room)),
        HatNames.Unassign => Ask("Removing a Hat", "Fill out this form to remove a hat.", Address(), Choice(room)),
        _ => null,
    };

    /// <summary>The hat that is to be made; null if it cannot be. All that its wearer shows goes with each of his presences.</summary>
    /// <param name="form">What was submitted.</param>
    /// <param name="length">Characters of a title, and of a URI.</param>
    public static RoomHat? ReadHat(DataForm form, int length)
    {
        var title = form.Value(HatNames.Title);
        var uri = form.Value(HatNames.Uri);
        var hue = form.Value(HatNames.Hue) is { Length: > 0 } angle ? angle : null;
        return string.IsNullOrWhiteSpace(title) || title.Length > length || uri is null || uri.Length > length
            || !Uri.TryCreate(uri, UriKind.Absolute, out _) || (hue is not null && !IsHue(hue))
            ? null
            : new RoomHat(uri, title, hue);
    }

    /// <summary>§3.4: the hats that there are.</summary>
    public static XElement List(RoomState room) => Table(
        "Hats List", [HatNames.Title, HatNames.Uri, HatNames.Hue],
        room.Hats.Select(hat => new[] { hat.Title, hat.Uri, hat.Hue }));

    /// <summary>§3.7: who wears which.</summary>
    public static XElement ListAssigned(RoomState room) => Table(
        "Assigned Hats List", [HatNames.Jid, HatNames.Uri, HatNames.Title, HatNames.Hue],
        from wearer in room.Wearers
        orderby wearer.Key.ToString()
        from uri in wearer.Value
        let hat = RoomHats.Find(room, uri)
        where hat is not null
        select new[] { wearer.Key.ToString(), uri, hat.Title, hat.Hue });

    // XEP-0392 §5.1: degrees.
    private static bool IsHue(string text) =>
        text.Length <= 20 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var angle)
        && angle is >= 0 and <= 360;

    private static DataForm Ask(string title, string instructions, params DataFormField[] fields) =>
        DataForm.Create(DataFormType.Form, HatNames.Form, fields) with { Title = title, Instructions = instructions };

    private static DataFormField Text(string var, string label, bool isRequired) =>
        new(var, DataFormNames.TextSingle) { Label = label, IsRequired = isRequired };

    private static DataFormField Address() =>
        new(HatNames.Jid, DataFormNames.JidSingle) { Label = "User Address", IsRequired = true };

    private static DataFormField Choice(RoomState room) => new(HatNames.Uri, DataFormNames.ListSingle)
    {
        Label = "The role",
        IsRequired = true,
        Options = [.. room.Hats.Select(hat => new DataFormOption(hat.Uri, hat.Title))],
    };

    // XEP-0004 §3.4
    private static XElement Table(string title, string[] columns, IEnumerable<string?[]> rows) => new(
        DataFormNames.X,
        new XAttribute(DataFormNames.Type, "result"),
        new XElement(DataFormNames.Title, title),
        new XElement(DataFormNames.Ns + "reported", columns.Select(column => Field(column))),
        rows.Select(row => new XElement(
            DataFormNames.Ns + "item",
            columns.Zip(row, (column, value) => value is null ? null : Field(column, new XElement(DataFormNames.Value, value))))));

    private static XElement Field(string var, XElement? value = null) =>
        new(DataFormNames.Field, new XAttribute(DataFormNames.Var, var), value);
}
