using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>The options of a room in our words.</summary>
internal static class EjabberdRoomOptions
{
    public static RoomConfiguration ToConfiguration(ErlangOptions options)
    {
        var basis = new RoomConfiguration();
        var isMembersOnly = options.Flag("members_only") == true;
        return basis with
        {
            Name = options.Text("title") ?? "",
            Description = options.Text("description") ?? "",
            Language = options.Text("lang") ?? "",
            IsPersistent = true,
            IsPublic = options.Flag("public") != false,
            IsMembersOnly = isMembersOnly,
            // There who comes into a moderated room has a voice all the same, if this is not said.
            IsModerated = options.Flag("moderated") == true && options.Flag("members_by_default") == false,
            Password = options.Flag("password_protected") == true ? options.Text("password") ?? "" : "",
            IsNonAnonymous = options.Flag("anonymous") == false,
            AllowSubject = options.Flag("allow_change_subj") == true,
            // In an open room everybody may invite; this word is about rooms for members.
            AllowInvites = !isMembersOnly || options.Flag("allow_user_invites") == true,
            AllowVoiceRequests = options.Flag("allow_voice_requests") != false,
            Whisper = WhisperOf(options),
            MaxOccupants = options.Number("max_users") is > 0 and var most ? most : 0,
            IsLogged = options.Flag("logging") == true,
            IsArchived = options.Flag("mam") == true,
            PubSubNode = options.Text("pubsub") ?? "",
            PresenceBroadcast = options["presence_broadcast"] is ErlangTerm.Sequence roles
                ? [.. basis.PresenceBroadcast.Where(role => roles.Items.Contains(new ErlangTerm.Atom(role)))]
                : basis.PresenceBroadcast,
        };
    }

    // Two words there: who may at all, and whom visitors may write to.
    private static RoomWhisper WhisperOf(ErlangOptions options) => options.Word("allowpm") switch
    {
        "none" => RoomWhisper.None,
        "moderators" => RoomWhisper.Moderators,
        "participants" => RoomWhisper.Participants,
        _ when options.Flag("allow_private_messages") == false => RoomWhisper.None,
        _ when options.Word("allow_private_messages_from_visitors") is "nobody" or "moderators" => RoomWhisper.Participants,
        _ => RoomWhisper.Anyone,
    };
}
