using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>Which mechanisms a stream may use: the one list that is offered and that a choice is checked against.</summary>
public static class SaslMechanisms
{
    /// <summary>The names, strongest first (RFC 6120 §6.3.3).</summary>
    public static ImmutableArray<string> Offered(SaslStreamState stream, SaslOptions options)
    {
        // RFC 6120 §6.3.4: what needs TLS must not be advertised before it.
        if (options.RequireTls && !stream.IsSecure)
            return [];
        var names = ImmutableArray.CreateBuilder<string>();
        // RFC 5802 §6: both names, or the plain one alone where binding cannot work.
        if (stream.HasBindings)
        {
            foreach (var hash in options.Scram)
                names.Add(NameOf(hash, plus: true));
        }
        foreach (var hash in options.Scram)
            names.Add(NameOf(hash, plus: false));
        if (options.Plain && stream.IsSecure)
            names.Add(SaslNames.Plain);
        if (options.Anonymous)
            names.Add(SaslNames.Anonymous);
        return names.ToImmutable();
    }

    /// <summary>Null if the stream may use the mechanism, else why not (RFC 6120 §6.5.4, §6.5.7).</summary>
    public static SaslFailure? Check(string? name, SaslStreamState stream, SaslOptions options)
    {
        // Names are compared as they are: RFC 4422 §3.1 has upper case only (cases AUTH-03).
        if (name is null)
            return SaslFailure.InvalidMechanism;
        if (Offered(stream, options).Contains(name))
            return null;
        return !stream.IsSecure && Offered(SaslStreamState.Secure, options).Contains(name)
            ? SaslFailure.EncryptionRequired
            : SaslFailure.InvalidMechanism;
    }

    /// <summary>The stream features: mechanisms, and the binding types (XEP-0440 §2); none if nothing is offered.</summary>
    public static IEnumerable<XElement> Features(SaslStreamState stream, SaslOptions options)
    {
        var names = Offered(stream, options);
        if (names.IsEmpty)
            yield break;
        yield return new XElement(SaslNames.Mechanisms, names.Select(name => new XElement(SaslNames.Mechanism, name)));
        if (stream.HasBindings && !options.Scram.IsDefaultOrEmpty)
        {
            yield return new XElement(SaslNames.SaslChannelBinding, stream.ChannelBindings.Types.Select(
                type => new XElement(SaslNames.ChannelBinding, new XAttribute(XmppNames.Type, type))));
        }
    }

    /// <summary>A fresh exchange for a name that <see cref="Check"/> let pass.</summary>
    public static ISaslMechanism Create(string name, SaslStreamState stream, SaslContext context) => name switch
    {
        SaslNames.ScramSha512Plus => new ScramMechanism(ScramHash.Sha512, true, stream, context),
        SaslNames.ScramSha256Plus => new ScramMechanism(ScramHash.Sha256, true, stream, context),
        SaslNames.ScramSha1Plus => new ScramMechanism(ScramHash.Sha1, true, stream, context),
        SaslNames.ScramSha512 => new ScramMechanism(ScramHash.Sha512, false, stream, context),
        SaslNames.ScramSha256 => new ScramMechanism(ScramHash.Sha256, false, stream, context),
        SaslNames.ScramSha1 => new ScramMechanism(ScramHash.Sha1, false, stream, context),
        SaslNames.Plain => new PlainMechanism(context),
        SaslNames.Anonymous => new AnonymousMechanism(context.Host),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not checked"),
    };

    public static string NameOf(ScramHash hash, bool plus) => (hash, plus) switch
    {
        (ScramHash.Sha1, false) => SaslNames.ScramSha1,
        (ScramHash.Sha1, true) => SaslNames.ScramSha1Plus,
        (ScramHash.Sha256, false) => SaslNames.ScramSha256,
        (ScramHash.Sha256, true) => SaslNames.ScramSha256Plus,
        (ScramHash.Sha512, false) => SaslNames.ScramSha512,
        (ScramHash.Sha512, true) => SaslNames.ScramSha512Plus,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };
}
