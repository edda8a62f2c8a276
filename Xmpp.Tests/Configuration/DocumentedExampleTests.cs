using System.Text.RegularExpressions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reading;

namespace Xmpp.Tests.Configuration;

/// <summary><c>server.toml</c> is documentation, so it must be true.</summary>
[Case("OPS-07")]
public partial class DocumentedExampleTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly string Text = File.ReadAllText(RepositoryRoot.File("server.toml"));

    [Test]
    public void It_is_what_the_server_does_without_it()
    {
        var read = ServerConfiguration.Parse("server.toml", Text, NoEnvironment);
        Assert.That(read.Problems, Is.Empty);
        Assert.That(read.Warnings, Is.Empty);
        Assert.That(OptionPrinter.Print(read.Options!), Is.EqualTo(OptionPrinter.Print(new ServerOptions())));
    }

    [Test]
    public void It_has_every_key_that_there_is()
    {
        var written = WrittenKeys().ToHashSet();
        Assert.That(KeysOf(typeof(ServerOptions), "").Where(key => !written.Contains(key)), Is.Empty);
    }

    [Test]
    public void It_has_no_key_that_there_is_not()
    {
        var known = KeysOf(typeof(ServerOptions), "").ToHashSet();
        Assert.That(WrittenKeys().Where(key => !known.Contains(key)), Is.Empty);
    }

    [Test]
    public void Every_key_says_what_it_takes()
    {
        foreach (var record in Records(typeof(ServerOptions)))
        {
            foreach (var key in OptionKey.Of(record).Where(key => !key.IsSection))
            {
                if (key.ValueType == typeof(int) || key.ValueType == typeof(long))
                    Assert.That(key.Attribute<AllowedRangeAttribute>(), Is.Not.Null, key.Property.ToString());
                if (key.ValueType == typeof(TimeSpan))
                    Assert.That(key.Attribute<AllowedDurationAttribute>(), Is.Not.Null, key.Property.ToString());
            }
        }
    }

    // Keys that have no default stand in a comment.
    private static IEnumerable<string> WrittenKeys()
    {
        var section = "";
        foreach (var line in Text.Split('\n'))
        {
            if (Header().Match(line) is { Success: true } header)
                section = header.Groups[1].Value + ".";
            else if (Key().Match(line) is { Success: true } key)
                yield return section + key.Groups[1].Value;
        }
    }

    private static IEnumerable<string> KeysOf(Type record, string prefix)
    {
        foreach (var key in OptionKey.Of(record))
        {
            if (key.IsSection)
            {
                foreach (var inner in KeysOf(key.ValueType, $"{prefix}{key.Name}."))
                    yield return inner;
                continue;
            }
            yield return prefix + key.Name;
            if (key.FileName is { } file)
                yield return prefix + file;
        }
    }

    private static IEnumerable<Type> Records(Type record) =>
        OptionKey.Of(record).Where(key => key.IsSection).SelectMany(key => Records(key.ValueType)).Prepend(record);

    [GeneratedRegex(@"^(?:# )?\[+([a-z0-9_.]+)\]+")]
    private static partial Regex Header();

    [GeneratedRegex(@"^(?:# )?([a-z0-9_]+) = ")]
    private static partial Regex Key();
}
