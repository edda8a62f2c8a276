using Spectre.Console;

namespace Xmpp.Server.Commands;

/// <summary>
/// Gets a password from the keyboard without showing it, or from standard input; never from an argument, which every
/// user of the machine could read.
/// </summary>
internal static class PasswordInput
{
    public static async Task<string> ReadAsync(CommandConsole console, bool fromInput, CancellationToken ct)
    {
        if (fromInput || !console.IsInteractive)
            return await console.Input.ReadLineAsync(ct) ?? throw new CommandException("no password on standard input");
        var password = await PromptAsync(console, "Password:", ct);
        if (await PromptAsync(console, "The same again:", ct) != password)
            throw new CommandException("the two passwords differ");
        return password;
    }

    /// <summary>One that is there already; null if there is nobody to ask. Empty: none.</summary>
    public static async Task<string?> ReadExistingAsync(CommandConsole console, bool fromInput, CancellationToken ct)
    {
        if (fromInput)
            return await console.Input.ReadLineAsync(ct) ?? throw new CommandException("no password on standard input");
        return console.IsInteractive ? await PromptAsync(console, "Password (empty: none):", ct) : null;
    }

    private static Task<string> PromptAsync(CommandConsole console, string text, CancellationToken ct) =>
        new TextPrompt<string>(text).Secret(null).AllowEmpty().ShowAsync(console.Error, ct);
}
