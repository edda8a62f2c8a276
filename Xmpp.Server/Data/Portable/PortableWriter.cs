using System.Text;
using System.Xml;
using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Data.Portable;

/// <summary>
/// Writes XEP-0227: one file, or a folder of files that include each other (§5.1). Nothing is kept in memory but the element
/// that is being written.
/// </summary>
internal sealed class PortableWriter : IDataSink, IDisposable
{
    private readonly string _folder;
    private readonly bool _isSplit;
    private readonly XmlWriter _main;
    private XmlWriter _host;
    private XmlWriter _owner;
    private DataOwner? _current;
    private PortableSection? _section;
    private int _number;
    private string _hostName = "";

    private PortableWriter(string path, bool isSplit)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        _isSplit = isSplit;
        _main = _host = _owner = PortableFile.Create(path);
        Begin(_main, PortableNames.ServerData);
    }

    /// <summary>All in one file.</summary>
    public static PortableWriter ToFile(string path, bool isForEjabberd = false) =>
        new(path, isSplit: false) { IsForEjabberd = isForEjabberd };

    /// <summary>The main file in a folder, with a file for each host and for each account.</summary>
    public static PortableWriter ToFolder(string folder, bool isForEjabberd = false)
    {
        PortableFile.CreateFolder(folder);
        return new(Path.Combine(folder, MainFile), isSplit: true) { IsForEjabberd = isForEjabberd };
    }

    /// <summary>The file of a folder that includes the others.</summary>
    public const string MainFile = "server-data.xml";

    public ValueTask<bool> BeginHostAsync(string host, CancellationToken ct)
    {
        OpenHost(host);
        return new(true);
    }

    public ValueTask EndHostAsync(CancellationToken ct)
    {
        Close(_host, _main);
        _host = _main;
        return default;
    }

    public ValueTask<bool> BeginAsync(DataOwner owner, CancellationToken ct)
    {
        OpenOwner(owner);
        return new(true);
    }

    public ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        WritePart(part);
        return default;
    }

    public ValueTask EndAsync(CancellationToken ct)
    {
        Enter(null);
        Close(_owner, _host);
        _owner = _host;
        _current = null;
        return default;
    }

    private void OpenHost(string host)
    {
        _hostName = host;
        _host = Open(_main, PortableNames.Host, host + ".xml");
        _host.WriteAttributeString("jid", host);
        _host.WriteWhitespace("\n");
    }

    private void OpenOwner(DataOwner owner)
    {
        _current = owner;
        _number = 0;
        if (owner.Kind != DataOwnerKind.Account)
        {
            _owner = _host;
            Begin(_owner, owner.Kind == DataOwnerKind.Room ? PortableNames.Room : PortableNames.NodeService);
            _owner.WriteAttributeString("jid", owner.Jid.ToString());
            return;
        }
        _owner = Open(_host, PortableNames.User, $"{_hostName}/{PortableFile.NameOf(owner.Jid.Local ?? "")}.xml");
        _owner.WriteAttributeString("name", owner.Jid.Local);
        if (owner.Password is { } password)
            _owner.WriteAttributeString("password", password);
        if (owner.CreatedAt is { } created)
            WriteOwn(PortableNames.Created, XmppDateTime.FormatMicroseconds(created));
        if (owner.IsDisabled)
            WriteOwn(PortableNames.Disabled, "true");
    }

    private void WritePart(DataPart part)
    {
        if (IsForEjabberd && part is DataPart.Credential { Value.Hash: not ScramHash.Sha1 })
            return;
        Enter(PortableSection.Of(part));
        foreach (var element in PortableElements.Of(_current ?? throw new InvalidOperationException("No owner"), part, _number++))
        {
            if (IsForEjabberd && element.Name == PortableNames.ScramCredentials)
                EncodeTwice(element);
            element.WriteTo(_owner);
        }
    }

    /// <summary>
    /// COMPAT(ejabberd 24.12): it keeps keys of one hash, and takes what it decodes for what is still to be decoded.
    /// </summary>
    public bool IsForEjabberd { get; init; }

    private static void EncodeTwice(XElement credentials)
    {
        foreach (var element in credentials.Elements().Where(e => e.Name != PortableNames.IterCount))
            element.Value = Convert.ToBase64String(Encoding.ASCII.GetBytes(element.Value));
    }

    /// <summary>Ends the document; without it the file is not a whole one.</summary>
    public void Complete()
    {
        _main.WriteEndElement();
        _main.WriteEndDocument();
        _main.Flush();
    }

    public void Dispose()
    {
        // XmlWriter would close what is open and so make a broken file look like a whole one.
        foreach (var writer in new[] { _owner, _host, _main }.Distinct())
            writer.Dispose();
    }

    private void WriteOwn(XName name, string value) =>
        _owner.WriteAttributeString("x", name.LocalName, name.NamespaceName, value);

    private static void Begin(XmlWriter writer, XName name) => writer.WriteStartElement(name.LocalName, name.NamespaceName);

    private void Enter(PortableSection? section)
    {
        if (section == _section)
            return;
        if (_section?.Inner is not null)
            _owner.WriteEndElement();
        if (_section is not null && _section.Outer != section?.Outer)
            _owner.WriteEndElement();
        if (section is not null && section.Outer != _section?.Outer)
        {
            Begin(_owner, section.Outer);
            _number = 0;
            if (section.Outer == PortableNames.Privacy)
                WriteDefaultList();
        }
        if (section?.Inner is { } inner)
        {
            Begin(_owner, inner);
            if (section.Node is { } node)
                _owner.WriteAttributeString("node", node);
            else
                _owner.WriteAttributeString("name", DefaultList);
        }
        _section = section;
    }

    private const string DefaultList = "blocked";

    // §4.8: the list that counts.
    private void WriteDefaultList()
    {
        Begin(_owner, PortableNames.PrivacyNs + "default");
        _owner.WriteAttributeString("name", DefaultList);
        _owner.WriteEndElement();
    }

    private XmlWriter Open(XmlWriter parent, XName name, string file)
    {
        if (!_isSplit)
        {
            Begin(parent, name);
            return parent;
        }
        parent.WriteStartElement("xi", PortableNames.Include.LocalName, PortableNames.IncludeNs.NamespaceName);
        parent.WriteAttributeString("href", string.Join('/', file.Split('/').Select(Uri.EscapeDataString)));
        parent.WriteEndElement();
        parent.WriteWhitespace("\n");
        var path = Path.Combine(_folder, file);
        PortableFile.CreateFolder(Path.GetDirectoryName(path) ?? _folder);
        var writer = PortableFile.Create(path);
        Begin(writer, name);
        return writer;
    }

    private static void Close(XmlWriter writer, XmlWriter parent)
    {
        writer.WriteEndElement();
        if (writer == parent)
        {
            writer.WriteWhitespace("\n");
            return;
        }
        writer.WriteEndDocument();
        writer.Dispose();
    }
}
