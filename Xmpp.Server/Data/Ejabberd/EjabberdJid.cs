using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Data.Ejabberd;

/// <summary>Addresses as triples: <c>{&lt;&lt;"local"&gt;&gt;,&lt;&lt;"domain"&gt;&gt;,&lt;&lt;&gt;&gt;}</c>.</summary>
internal static class EjabberdJid
{
    public static Jid? Read(ErlangTerm term) =>
        term is ErlangTerm.Tuple { Items: [ErlangTerm.Binary local, ErlangTerm.Binary { Text: { } domain }, ErlangTerm.Binary resource] }
            && Jid.TryCreate(OrNull(local.Text), domain, OrNull(resource.Text), out var jid)
            ? jid
            : null;

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
