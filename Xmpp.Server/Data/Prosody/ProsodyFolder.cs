namespace Xmpp.Server.Data.Prosody;

/// <summary>A Prosody with <c>storage = "internal"</c>: a folder for each host, in it one for each store, in it files.</summary>
internal sealed class ProsodyFolder : IProsodySource
{
    private readonly string _folder;

    /// <exception cref="DataException">There is no such folder.</exception>
    public ProsodyFolder(string folder) =>
        _folder = Directory.Exists(folder) ? folder : throw new DataException($"there is no folder {folder}");

    public IEnumerable<IProsodyHost> Hosts =>
        Directory.EnumerateDirectories(_folder).Order(StringComparer.Ordinal).Select(folder => new Host(folder));

    public void Dispose()
    {
    }

    private sealed class Host(string folder) : IProsodyHost
    {
        public string Name { get; } = ProsodyNames.Decode(Path.GetFileName(folder));
        public string Where => folder;
        public IEnumerable<string> Stores =>
            Directory.EnumerateDirectories(folder).Select(store => ProsodyNames.Decode(Path.GetFileName(store)));

        public IEnumerable<string> Users(string store)
        {
            var files = Path.Combine(folder, store);
            return Directory.Exists(files)
                ? Directory.EnumerateFiles(files, "*.dat").Order(StringComparer.Ordinal)
                    .Select(file => ProsodyNames.Decode(Path.GetFileNameWithoutExtension(file)))
                : [];
        }

        public IProsodyStores Of(string local, DataReport report) => new ProsodyFiles(folder, local, report);
    }
}
