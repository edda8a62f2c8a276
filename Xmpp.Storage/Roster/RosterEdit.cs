namespace Xmpp.Storage.Roster;

/// <summary>What a <see cref="RosterChange"/> does with one part: leaves it (the default), sets it or removes it.</summary>
public readonly record struct RosterEdit<T>
    where T : class
{
    private RosterEdit(T? value)
    {
        IsChange = true;
        Value = value;
    }

    /// <summary>False: the part stays as it is.</summary>
    public bool IsChange { get; }

    /// <summary>The new value; null in a change means removal.</summary>
    public T? Value { get; }

    // CA1000: the type argument is what the caller wants to see here: RosterEdit<RosterItem>.Remove.
#pragma warning disable CA1000
    public static RosterEdit<T> Leave => default;
    public static RosterEdit<T> Remove => new(null);
    public static RosterEdit<T> Set(T value) => new(value);
#pragma warning restore CA1000
}
