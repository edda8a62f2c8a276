using System.Data;
using System.Text;
using Dapper;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Engines;

/// <summary>How our words stand in columns.</summary>
internal static class ColumnTypes
{
    private static readonly Lock Gate = new();
    private static bool _isRegistered;

    /// <summary>Dapper's table is one for the process, so ours is entered once.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_isRegistered)
                return;
            SqlMapper.AddTypeHandler(new JidHandler());
            _isRegistered = true;
        }
    }

    /// <summary>Keys are binary on MySQL, so that they compare octet by octet, and text on SQLite.</summary>
    public static string ToText(object value) => value as string ?? Encoding.UTF8.GetString((byte[])value);

    public static Jid ToJid(object value) =>
        Jid.TryParse(ToText(value), out var jid)
            ? jid
            : throw new StorageException(StorageErrorKind.Corrupt, "A stored address is not an address");

    private sealed class JidHandler : SqlMapper.TypeHandler<Jid>
    {
        public override Jid Parse(object value) => ToJid(value);
        public override void SetValue(IDbDataParameter parameter, Jid? value) => parameter.Value = value?.ToString();
    }
}
