using System.Globalization;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>The configuration as a form (XEP-0045 §10.1.3, §16.5.3; cases MUC-09).</summary>
internal static class RoomForm
{
    private const string Prefix = "muc#roomconfig_";
    private const string HistoryField = "muc#maxhistoryfetch";
    public const string AdminsField = Prefix + "roomadmins";
    public const string OwnersField = Prefix + "roomowners";

    private static readonly string[] s_roles = ["moderator", "participant", "visitor"];
    private static readonly string[] s_readers = ["moderator", "participant", "visitor", "member", "none"];
    private static readonly string[] s_whispers = ["anyone", "participants", "moderators", "none"];
    private static readonly string[] s_whois = ["moderators", "anyone"];

    /// <summary>With the values that are in force.</summary>
    public static DataForm Write(RoomState room, RoomOptions options)
    {
        var now = room.Configuration;
        return DataForm.Create(
            DataFormType.Form, MucNames.RoomConfig,
            Text("roomname", "Name", now.Name),
            Text("roomdesc", "Description", now.Description),
            Text("lang", "Language of the discussion", now.Language),
            Boolean("persistentroom", "The room stays when nobody is in it", now.IsPersistent),
            Boolean("publicroom", "Anybody may find the room", now.IsPublic),
            Boolean("membersonly", "Only members may enter", now.IsMembersOnly),
            Boolean("moderatedroom", "Visitors need voice to speak", now.IsModerated),
            Boolean("passwordprotectedroom", "A password is needed to enter", now.Password.Length > 0),
            new(Prefix + "roomsecret", DataFormNames.TextPrivate, now.Password) { Label = "Password" },
            List("whois", "Who sees real addresses", now.IsNonAnonymous ? "anyone" : "moderators", s_whois),
            Boolean("changesubject", "Participants may change the subject", now.AllowSubject),
            Boolean("allowinvites", "Occupants may invite others", now.AllowInvites),
            List("allowpm", "Who may send private messages", s_whispers[(int)now.Whisper], s_whispers),
            Boolean("allow_voice_requests", "Visitors may ask for voice", now.AllowVoiceRequests),
            Boolean("allow_registration", "Users may become members, by themselves or where that gives them more, with approval", now.AllowRegistration),
            List("maxusers", "Occupants at most", MaxUsers(now.MaxOccupants), MaxUsersChoices(now, options)),
            new(HistoryField, DataFormNames.TextSingle, Number(now.HistoryLength)) { Label = "Messages sent to who enters" },
            Boolean("enablelogging", "The discussion is published in a log", now.IsLogged),
            Boolean("enablearchiving", "Messages are kept in the archive", now.IsArchived),
            new(Prefix + "slow_mode_duration", DataFormNames.TextSingle, Number(now.SlowMode))
            {
                Label = "Seconds between two messages of one occupant",
            },
            Boolean("forwardmentions", "Members who are mentioned and are not inside are sent the message", now.ForwardsMentions),
            Choices("presencebroadcast", "Roles whose presence is shown", now.PresenceBroadcast, s_roles),
            Choices("getmemberlist", "Who else may read the list of members", now.MemberListReaders, s_readers),
            Text("pubsub", "Associated publish-subscribe node", now.PubSubNode),
            Jids(AdminsField, "Admins", room, Affiliation.Admin),
            Jids(OwnersField, "Owners", room, Affiliation.Owner)) with
        {
            Title = "Configuration",
            Instructions = $"The configuration of {room.Jid}.",
        };
    }

    /// <summary>
    /// Null and the configuration with the fields that the form has; those that it does not have stay as they are, those
    /// that nobody knows are passed over.
    /// </summary>
    public static StanzaError? Apply(DataForm form, RoomConfiguration before, RoomOptions options, out RoomConfiguration after)
    {
        after = before;
        try
        {
            after = ApplyTexts(form, ApplyRights(form, before), options);
            after = ApplyNumbers(form, ApplyLists(form, after), options);
        }
        catch (RefusedFieldException e)
        {
            after = before;
            return e.Error;
        }
        return ApplyPassword(form, before, options, ref after);
    }

    /// <summary>The addresses of a field, or null where the form does not have it.</summary>
    public static StanzaError? ReadJids(DataForm form, string field, out IReadOnlyList<Jid>? jids)
    {
        jids = null;
        if (form.Field(field) is not { } found)
            return null;
        var read = new List<Jid>();
        foreach (var value in found.Values.Where(v => v.Length > 0))
        {
            if (!Jid.TryParse(value, out var jid) || jid.Local is null)
                return StanzaError.JidMalformed;
            read.Add(jid.Bare);
        }
        jids = read;
        return null;
    }

    private static RoomConfiguration ApplyRights(DataForm form, RoomConfiguration c) => c with
    {
        IsPersistent = Flag(form, "persistentroom", c.IsPersistent),
        IsPublic = Flag(form, "publicroom", c.IsPublic),
        IsMembersOnly = Flag(form, "membersonly", c.IsMembersOnly),
        IsModerated = Flag(form, "moderatedroom", c.IsModerated),
        AllowSubject = Flag(form, "changesubject", c.AllowSubject),
        AllowInvites = Flag(form, "allowinvites", c.AllowInvites),
        AllowVoiceRequests = Flag(form, "allow_voice_requests", c.AllowVoiceRequests),
        AllowRegistration = Flag(form, "allow_registration", c.AllowRegistration),
        IsLogged = Flag(form, "enablelogging", c.IsLogged),
        IsArchived = Flag(form, "enablearchiving", c.IsArchived),
        ForwardsMentions = Flag(form, "forwardmentions", c.ForwardsMentions),
    };

    private static RoomConfiguration ApplyTexts(DataForm form, RoomConfiguration c, RoomOptions options) => c with
    {
        Name = Line(form, "roomname", c.Name, options.NameLength),
        Description = Line(form, "roomdesc", c.Description, options.TextLength),
        Language = Line(form, "lang", c.Language, 64),
        PubSubNode = Line(form, "pubsub", c.PubSubNode, options.TextLength),
    };

    private static RoomConfiguration ApplyLists(DataForm form, RoomConfiguration c) => c with
    {
        IsNonAnonymous = Choice(form, "whois", s_whois, c.IsNonAnonymous ? 1 : 0) == 1,
        Whisper = (RoomWhisper)Choice(form, "allowpm", s_whispers, (int)c.Whisper),
        PresenceBroadcast = Several(form, "presencebroadcast", s_roles, c.PresenceBroadcast),
        MemberListReaders = Several(form, "getmemberlist", s_readers, c.MemberListReaders),
    };

    private static RoomConfiguration ApplyNumbers(DataForm form, RoomConfiguration c, RoomOptions options) => c with
    {
        MaxOccupants = form.Value(Prefix + "maxusers") is "none" or ""
            ? 0
            : Count(form, Prefix + "maxusers", c.MaxOccupants, options.MaxOccupants),
        HistoryLength = Count(form, HistoryField, c.HistoryLength, options.MaxHistory),
        SlowMode = Count(form, Prefix + "slow_mode_duration", c.SlowMode, 86_400),
    };

    // §10.1.3: protection without a password is no protection.
    private static StanzaError? ApplyPassword(
        DataForm form, RoomConfiguration before, RoomOptions options, ref RoomConfiguration after)
    {
        var secret = form.Value(Prefix + "roomsecret");
        var field = form.Field(Prefix + "passwordprotectedroom");
        var isProtected = field is null ? before.Password.Length > 0 : form.Boolean(Prefix + "passwordprotectedroom");
        if (isProtected is null)
            return StanzaError.BadRequest;
        var password = isProtected.Value ? secret ?? before.Password : "";
        if ((isProtected.Value && password.Length == 0) || password.Length > options.NameLength)
            return StanzaError.NotAcceptable;
        after = after with { Password = password };
        return null;
    }

    private static bool Flag(DataForm form, string name, bool now)
    {
        if (form.Field(Prefix + name) is null)
            return now;
        return form.Boolean(Prefix + name) ?? throw new RefusedFieldException(StanzaError.BadRequest);
    }

    private static string Line(DataForm form, string name, string now, int max)
    {
        if (form.Field(Prefix + name) is not { } field)
            return now;
        var text = string.Join('\n', field.Values);
        return text.Length <= max ? text : throw new RefusedFieldException(StanzaError.NotAcceptable);
    }

    private static int Choice(DataForm form, string name, string[] choices, int now)
    {
        if (form.Field(Prefix + name) is null)
            return now;
        var index = Array.IndexOf(choices, form.Value(Prefix + name));
        return index >= 0 ? index : throw new RefusedFieldException(StanzaError.BadRequest);
    }

    private static System.Collections.Immutable.ImmutableArray<string> Several(
        DataForm form, string name, string[] choices, System.Collections.Immutable.ImmutableArray<string> now)
    {
        if (form.Field(Prefix + name) is not { } field)
            return now;
        return field.Values.All(v => choices.Contains(v))
            ? [.. field.Values.Distinct()]
            : throw new RefusedFieldException(StanzaError.BadRequest);
    }

    private static int Count(DataForm form, string name, int now, int max)
    {
        if (form.Field(name) is null)
            return now;
        if (!int.TryParse(form.Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            throw new RefusedFieldException(StanzaError.BadRequest);
        return read <= max ? read : throw new RefusedFieldException(StanzaError.NotAcceptable);
    }

    private static DataFormField Text(string name, string label, string value) =>
        new(Prefix + name, DataFormNames.TextSingle, value) { Label = label };

    private static DataFormField Boolean(string name, string label, bool value) =>
        new(Prefix + name, DataFormNames.Boolean, value ? "1" : "0") { Label = label };

    private static DataFormField List(string name, string label, string value, IEnumerable<string> choices) =>
        new(Prefix + name, DataFormNames.ListSingle, value)
        {
            Label = label,
            Options = [.. choices.Select(c => new DataFormOption(c))],
        };

    private static DataFormField Choices(string name, string label, IEnumerable<string> values, IEnumerable<string> choices) =>
        new(Prefix + name, DataFormNames.ListMulti, [.. values])
        {
            Label = label,
            Options = [.. choices.Select(c => new DataFormOption(c))],
        };

    private static DataFormField Jids(string var, string label, RoomState room, Affiliation affiliation) =>
        new(var, DataFormNames.JidMulti, [.. room.Affiliations.Values.Where(a => a.Affiliation == affiliation)
            .Select(a => a.Jid.ToString()).Order(StringComparer.Ordinal)])
        {
            Label = label,
        };

    private static string MaxUsers(int max) => max == 0 ? "none" : Number(max);

    private static IEnumerable<string> MaxUsersChoices(RoomConfiguration now, RoomOptions options) =>
        new[] { 10, 20, 50, 100, 200, 500, 1000, now.MaxOccupants }
            .Where(n => n > 0 && n <= options.MaxOccupants).Distinct().Order().Select(Number).Append("none");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Leaves the expression that reads all fields; never leaves this class.
    private sealed class RefusedFieldException(StanzaError error) : Exception
    {
        public StanzaError Error => error;
    }
}
