using System.Text.Json.Serialization;

namespace Xmpp.Server.Commands.Control;

/// <summary>What goes through the control socket.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(AccountReply))]
[JsonSerializable(typeof(IReadOnlyList<AccountLine>))]
[JsonSerializable(typeof(IReadOnlyList<ReportLine>))]
[JsonSerializable(typeof(FederationState))]
[JsonSerializable(typeof(BlockRequest))]
[JsonSerializable(typeof(BlockReply))]
[JsonSerializable(typeof(IReadOnlyList<NodeLine>))]
[JsonSerializable(typeof(NodeReply))]
[JsonSerializable(typeof(NodeAddress))]
[JsonSerializable(typeof(ServerStatus))]
[JsonSerializable(typeof(ReloadReply))]
[JsonSerializable(typeof(IReadOnlyList<RoomLine>))]
[JsonSerializable(typeof(RoomCommandRequest))]
[JsonSerializable(typeof(RoomReply))]
[JsonSerializable(typeof(IReadOnlyList<InvitationLine>))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(InviteReply))]
[JsonSerializable(typeof(InvitationId))]
[JsonSerializable(typeof(bool))]
internal sealed partial class ControlJson : JsonSerializerContext;
