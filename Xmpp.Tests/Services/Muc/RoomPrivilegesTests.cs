using Xmpp.Server.Services.Muc;
using Xmpp.Storage.Rooms;
using static Xmpp.Storage.Rooms.Affiliation;

namespace Xmpp.Tests.Services.Muc;

[Case("MUC-08")]
public class RoomPrivilegesTests
{
    // One row: who asks (affiliation, role), the other (affiliation, role), the role that he is to get, the error or "".
    [TestCase(Affiliation.None, Role.Participant, Affiliation.None, Role.Visitor, Role.Participant, "forbidden")]
    [TestCase(Affiliation.None, Role.Visitor, Affiliation.None, Role.Participant, Role.None, "forbidden")]
    [TestCase(Member, Role.Participant, Affiliation.None, Role.Participant, Role.None, "forbidden")]
    [TestCase(Affiliation.None, Role.None, Affiliation.None, Role.Participant, Role.None, "forbidden")]
    [Spec("XEP-0045", "8")]
    public void Roles_are_changed_by_moderators_only(
        Affiliation affiliation, Role role, Affiliation target, Role targetRole, Role wanted, string error) =>
        Check(affiliation, role, target, targetRole, wanted, error);

    [TestCase(Affiliation.None, Role.Moderator, Affiliation.None, Role.Participant, Role.None, "")]
    [TestCase(Affiliation.None, Role.Moderator, Affiliation.None, Role.Visitor, Role.None, "")]
    [TestCase(Affiliation.None, Role.Moderator, Member, Role.Participant, Role.None, "not-allowed")]
    [TestCase(Member, Role.Moderator, Member, Role.Participant, Role.None, "")]
    [TestCase(Member, Role.Moderator, Admin, Role.Moderator, Role.None, "not-allowed")]
    [TestCase(Member, Role.Moderator, Affiliation.None, Role.Moderator, Role.None, "not-allowed")]
    [TestCase(Admin, Role.Moderator, Affiliation.None, Role.Moderator, Role.None, "")]
    [TestCase(Admin, Role.Moderator, Admin, Role.Moderator, Role.None, "")]
    [TestCase(Admin, Role.Moderator, Owner, Role.Moderator, Role.None, "not-allowed")]
    [TestCase(Owner, Role.Moderator, Owner, Role.Moderator, Role.None, "")]
    [TestCase(Owner, Role.None, Admin, Role.Moderator, Role.None, "")]
    [Spec("XEP-0045", "8.2")]
    public void Nobody_kicks_who_stands_above_him(
        Affiliation affiliation, Role role, Affiliation target, Role targetRole, Role wanted, string error) =>
        Check(affiliation, role, target, targetRole, wanted, error);

    [TestCase(Affiliation.None, Role.Moderator, Affiliation.None, Role.Visitor, Role.Participant, "")]
    [TestCase(Affiliation.None, Role.Moderator, Owner, Role.Visitor, Role.Participant, "")]
    [TestCase(Affiliation.None, Role.Moderator, Affiliation.None, Role.Participant, Role.Visitor, "")]
    [TestCase(Affiliation.None, Role.Moderator, Member, Role.Participant, Role.Visitor, "not-allowed")]
    [TestCase(Member, Role.Moderator, Member, Role.Participant, Role.Visitor, "not-allowed")]
    [TestCase(Member, Role.Moderator, Affiliation.None, Role.Participant, Role.Visitor, "")]
    [TestCase(Admin, Role.Moderator, Member, Role.Participant, Role.Visitor, "")]
    [TestCase(Admin, Role.Moderator, Admin, Role.Moderator, Role.Visitor, "not-allowed")]
    [TestCase(Owner, Role.Moderator, Admin, Role.Moderator, Role.Visitor, "not-allowed")]
    [TestCase(Owner, Role.Moderator, Owner, Role.Participant, Role.Visitor, "not-allowed")]
    [Spec("XEP-0045", "8.3")]
    [Spec("XEP-0045", "8.4")]
    public void Voice_is_given_freely_and_not_taken_from_ones_equals(
        Affiliation affiliation, Role role, Affiliation target, Role targetRole, Role wanted, string error) =>
        Check(affiliation, role, target, targetRole, wanted, error);

    [TestCase(Affiliation.None, Role.Moderator, Affiliation.None, Role.Participant, Role.Moderator, "forbidden")]
    [TestCase(Member, Role.Moderator, Affiliation.None, Role.Participant, Role.Moderator, "forbidden")]
    [TestCase(Admin, Role.Moderator, Affiliation.None, Role.Participant, Role.Moderator, "")]
    [TestCase(Owner, Role.Moderator, Affiliation.None, Role.Visitor, Role.Moderator, "")]
    [TestCase(Member, Role.Moderator, Affiliation.None, Role.Moderator, Role.Participant, "forbidden")]
    [TestCase(Admin, Role.Moderator, Affiliation.None, Role.Moderator, Role.Participant, "")]
    [TestCase(Admin, Role.Moderator, Member, Role.Moderator, Role.Participant, "")]
    [TestCase(Admin, Role.Moderator, Admin, Role.Moderator, Role.Participant, "not-allowed")]
    [TestCase(Owner, Role.Moderator, Admin, Role.Moderator, Role.Participant, "not-allowed")]
    [TestCase(Admin, Role.Moderator, Owner, Role.Moderator, Role.Participant, "not-allowed")]
    [Spec("XEP-0045", "9.6")]
    [Spec("XEP-0045", "9.7")]
    public void Moderators_are_made_by_who_runs_the_room(
        Affiliation affiliation, Role role, Affiliation target, Role targetRole, Role wanted, string error) =>
        Check(affiliation, role, target, targetRole, wanted, error);

    // The table of §5.2.2, for each of the three who ask: rows are what somebody is, columns what he is to be
    // (outcast, none, member, admin, owner).
    [TestCase(Member, Affiliation.None, "F F F F F")]
    [TestCase(Affiliation.None, Affiliation.None, "F F F F F")]
    [TestCase(Outcast, Outcast, "F F F F F")]
    [TestCase(Admin, Outcast, "- - - F F")]
    [TestCase(Admin, Affiliation.None, "- - - F F")]
    [TestCase(Admin, Member, "- - - F F")]
    [TestCase(Admin, Admin, "N F F F F")]
    [TestCase(Admin, Owner, "N F F F F")]
    [TestCase(Owner, Outcast, "- - - - -")]
    [TestCase(Owner, Affiliation.None, "- - - - -")]
    [TestCase(Owner, Member, "- - - - -")]
    [TestCase(Owner, Admin, "- - - - -")]
    [TestCase(Owner, Owner, "- - - - -")]
    [Spec("XEP-0045", "5.2.2")]
    public void Affiliations_change_as_the_table_says(Affiliation asker, Affiliation target, string row)
    {
        var got = Enum.GetValues<Affiliation>().Select(wanted =>
            RoomPrivileges.ChangeAffiliation(asker, target, wanted, isSelf: false)?.Condition switch
            {
                null => "-",
                "forbidden" => "F",
                "not-allowed" => "N",
                var other => other,
            });
        Assert.That(string.Join(' ', got), Is.EqualTo(row));
    }

    [TestCase(Admin)]
    [TestCase(Owner)]
    [Spec("XEP-0045", "9.1")]
    public void Nobody_bans_himself(Affiliation affiliation) =>
        Assert.That(
            RoomPrivileges.ChangeAffiliation(affiliation, affiliation, Outcast, isSelf: true)?.Condition, Is.EqualTo("conflict"));

    // The table of §5.1.2: outcasts do not enter.
    [TestCase(true, Affiliation.None, Role.Visitor)]
    [TestCase(true, Member, Role.Participant)]
    [TestCase(true, Admin, Role.Moderator)]
    [TestCase(true, Owner, Role.Moderator)]
    [TestCase(false, Affiliation.None, Role.Participant)]
    [TestCase(false, Member, Role.Participant)]
    [TestCase(false, Admin, Role.Moderator)]
    [TestCase(false, Owner, Role.Moderator)]
    [Spec("XEP-0045", "5.1.2")]
    public void The_affiliation_says_in_which_role_one_enters(bool isModerated, Affiliation affiliation, Role role) =>
        Assert.That(RoomRoles.OnEntry(new RoomConfiguration { IsModerated = isModerated }, affiliation), Is.EqualTo(role));

    [TestCase(Role.Visitor, Affiliation.None, Member, Role.Participant)]
    [TestCase(Role.Moderator, Affiliation.None, Member, Role.Moderator)]
    [TestCase(Role.Participant, Member, Admin, Role.Moderator)]
    [TestCase(Role.Moderator, Admin, Member, Role.Participant)]
    [TestCase(Role.Moderator, Owner, Admin, Role.Moderator)]
    [TestCase(Role.Participant, Member, Affiliation.None, Role.Visitor)]
    [TestCase(Role.Moderator, Member, Affiliation.None, Role.Moderator)]
    [Spec("XEP-0045", "5.1.3")]
    public void What_is_gained_stays_and_what_came_with_an_affiliation_goes(
        Role role, Affiliation before, Affiliation after, Role expected) =>
        Assert.That(
            RoomRoles.OnChange(new RoomConfiguration { IsModerated = true }, role, before, after), Is.EqualTo(expected));

    private static void Check(
        Affiliation affiliation, Role role, Affiliation target, Role targetRole, Role wanted, string error) =>
        Assert.That(
            RoomPrivileges.ChangeRole(affiliation, role, target, targetRole, wanted)?.Condition ?? "", Is.EqualTo(error));
}
