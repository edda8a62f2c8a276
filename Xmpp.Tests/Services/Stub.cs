using System.Reflection;

namespace Xmpp.Tests.Services;

/// <summary>Stands for a store: what is asked of it is answered by one function, and what that does not know is a failure.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it
internal class Stub<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private Func<string, object?[], object?> _answer = (_, _) => null;

    public static T With(Func<string, object?[], object?> answer)
    {
        var proxy = Create<T, Stub<T>>();
        ((Stub<T>)(object)proxy)._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answer(targetMethod?.Name ?? "", args ?? []) ?? throw new NotSupportedException($"{typeof(T).Name}.{targetMethod?.Name}");
}
