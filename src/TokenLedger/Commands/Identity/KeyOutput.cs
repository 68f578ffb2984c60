using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Administration;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;

namespace TokenLedger.Commands.Identity;

/// <summary>How keys are shown.</summary>
internal static class KeyOutput
{
    /// <summary>A key with a new secret: the key alone on a line of standard output, so that it can be piped.</summary>
    public static async Task ShowNewAsync(ParseResult parsed, AdminReply reply, bool json)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json)
        {
            await output.WriteLineAsync(reply.Text);
            return;
        }

        KeyView view = reply.Read(IdentityJson.Default.KeyView);
        TextWriter error = parsed.InvocationConfiguration.Error;
        await output.WriteLineAsync(view.Key);
        await error.WriteLineAsync($"This is {view.Id}. It is shown this once and kept nowhere; store it now.");
        if (view.PreviousSecretUntil is { } until)
        {
            await error.WriteLineAsync($"The key before it is valid until {Time(until)} UTC.");
        }
    }

    /// <summary>An instant for a table.</summary>
    public static string Time(DateTimeOffset? at) =>
        at is { } instant ? instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";
}
