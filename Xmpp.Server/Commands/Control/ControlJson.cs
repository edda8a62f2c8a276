using System.Text.Json.Serialization;

namespace Xmpp.Server.Commands.Control;

/// <summary>What goes through the control socket beside operations.</summary>
[JsonSerializable(typeof(ServerStatus))]
internal sealed partial class ControlJson : JsonSerializerContext;
