using System.Xml;

namespace Xmpp.Server.Data.Portable;

/// <summary>Names of elements and attributes and their namespaces: a reader keeps each of them until the file ends.</summary>
/// <param name="maxLength">Characters of one.</param>
/// <param name="maxTotal">Characters of all.</param>
internal sealed class LimitedNameTable(int maxLength, int maxTotal) : NameTable
{
    private long _total;

    public override string Add(string key)
    {
        if (Get(key) is { } known)
            return known;
        Count(key.Length);
        return base.Add(key);
    }

    public override string Add(char[] key, int start, int len)
    {
        if (len > 0 && Get(key, start, len) is { } known)
            return known;
        Count(len);
        return base.Add(key, start, len);
    }

    private void Count(int length)
    {
        if (length > maxLength)
            throw new DataException($"a name has more than {maxLength} characters");
        _total += length;
        if (_total > maxTotal)
            throw new DataException($"all names have more than {maxTotal} characters together");
    }
}
