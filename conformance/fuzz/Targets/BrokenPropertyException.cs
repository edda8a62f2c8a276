namespace Xmpp.Fuzz.Targets;

/// <summary>An input for which something does not hold that must hold for every input.</summary>
internal sealed class BrokenPropertyException : Exception
{
    public BrokenPropertyException()
    {
    }

    public BrokenPropertyException(string message)
        : base(message)
    {
    }

    public BrokenPropertyException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
