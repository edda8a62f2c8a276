using System.Reflection;

namespace Xmpp.Server;

/// <summary>Which program this is.</summary>
internal static class ServerVersion
{
    public const string Name = "XmppServer";

    public static string Number { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "0";
}
