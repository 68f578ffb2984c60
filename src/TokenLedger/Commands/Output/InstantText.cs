using System.Globalization;

namespace TokenLedger.Commands.Output;

/// <summary>Instants that people write in options.</summary>
internal static class InstantText
{
    /// <summary>Reads ISO 8601; without an offset it is UTC.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was written; null for nothing.</param>
    /// <exception cref="CommandFailedException">It is no instant; exit code 2.</exception>
    public static DateTimeOffset? Read(string option, string? text) =>
        text is null ? null
        : DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset instant
        )
            ? instant
        : throw CostOptions.Misused($"{option}: '{text}' is not an instant such as 2026-01-31T12:00:00Z.");
}
