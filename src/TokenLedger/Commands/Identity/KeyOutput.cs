using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration.Values;

namespace TokenLedger.Commands.Identity;

/// <summary>How keys are shown.</summary>
internal static class KeyOutput
{
    /// <summary>A key or token with a new secret: it alone on a line of standard output, so that it can be piped.</summary>
    public static async Task ShowNewAsync(ParseResult parsed, AdminReply reply, bool json)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json)
        {
            await output.WriteLineAsync(reply.Text);
            return;
        }

        using JsonDocument answer = JsonDocument.Parse(reply.Text);
        JsonElement view = answer.RootElement;
        JsonElement whole = view.TryGetProperty("key", out JsonElement key) ? key : view.GetProperty("token");
        TextWriter error = parsed.InvocationConfiguration.Error;
        await output.WriteLineAsync(whole.GetString());
        await error.WriteLineAsync(
            $"This is {view.GetProperty("id").GetString()}. It is shown this once and kept nowhere; store it now."
        );
        if (view.TryGetProperty("previous_secret_until", out JsonElement until))
        {
            await error.WriteLineAsync($"The one before it is valid until {Time(until.GetDateTimeOffset())} UTC.");
        }
    }

    /// <summary>The option that says how long one is valid.</summary>
    public static Option<string?> Expires() =>
        new("--expires") { HelpName = "DURATION", Description = "How long it is valid, such as 90d." };

    /// <summary>The end of a validity; null for none.</summary>
    /// <exception cref="CommandFailedException">It cannot be read; exit code 2.</exception>
    public static DateTimeOffset? ExpiresAt(string? text) =>
        text is null ? null
        : DurationText.Parse(text).Value is TimeSpan span && span > TimeSpan.Zero
            ? TimeProvider.System.GetUtcNow() + span
        : throw CostOptions.Misused("--expires: must be a duration such as 90d or 12h.");

    /// <summary>An instant for a table.</summary>
    public static string Time(DateTimeOffset? at) =>
        at is { } instant ? instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "-";
}
