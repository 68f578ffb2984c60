using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Rates;

/// <summary>--at TIME: the instant whose prices are meant.</summary>
internal sealed class AtOption(TimeProvider clock)
{
    private const string Forms = "2026-11-02, 2026-11-02T10:15:30Z";

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>The option.</summary>
    public Option<string?> Option { get; } =
        new("--at") { HelpName = "TIME", Description = $"The prices of this instant, UTC ({Forms}). Default: now." };

    /// <summary>The instant asked for.</summary>
    /// <exception cref="CommandFailedException">It is not one.</exception>
    public DateTimeOffset Read(ParseResult parsed)
    {
        string? text = parsed.GetValue(Option);
        if (text is null)
        {
            return clock.GetUtcNow();
        }

        return
            DateTimeOffset.TryParseExact(
                text,
                Formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset at
            )
            || DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out at
            )
            ? at
            : throw CostOptions.Misused($"--at: '{text}' is not an instant; write it like {Forms}.");
    }
}
