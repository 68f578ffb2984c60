using TokenLedger.Accounting.Rates;

namespace TokenLedger.Reporting.Projections;

/// <summary>Tokens by the groups that reports show, disjoint. Fees and seconds are in the lines only.</summary>
/// <param name="Input">Fresh prompt tokens, all modalities.</param>
/// <param name="Cached">Prompt tokens read from a cache.</param>
/// <param name="Written">Prompt tokens written to a cache.</param>
/// <param name="Output">Answer tokens without reasoning.</param>
/// <param name="Reasoning">Reasoning tokens.</param>
public readonly record struct TokenCounts(long Input, long Cached, long Written, long Output, long Reasoning)
{
    /// <summary>Prompt tokens of all kinds.</summary>
    public long Prompt => checked(Input + Cached + Written);

    /// <summary>Answer tokens of all kinds.</summary>
    public long Answer => checked(Output + Reasoning);

    /// <summary>All tokens.</summary>
    public long Total => checked(Prompt + Answer);

    /// <summary>Adds group by group.</summary>
    /// <exception cref="OverflowException">A group exceeds 64 bits.</exception>
    public static TokenCounts operator +(TokenCounts left, TokenCounts right) =>
        checked(
            new(
                left.Input + right.Input,
                left.Cached + right.Cached,
                left.Written + right.Written,
                left.Output + right.Output,
                left.Reasoning + right.Reasoning
            )
        );

    /// <summary>Subtracts group by group.</summary>
    /// <exception cref="OverflowException">A group exceeds 64 bits.</exception>
    public static TokenCounts operator -(TokenCounts left, TokenCounts right) =>
        checked(
            new(
                left.Input - right.Input,
                left.Cached - right.Cached,
                left.Written - right.Written,
                left.Output - right.Output,
                left.Reasoning - right.Reasoning
            )
        );

    /// <summary>The tokens of a bill's lines.</summary>
    /// <exception cref="FormatException">A token meter has a fraction.</exception>
    /// <exception cref="OverflowException">A quantity exceeds 64 bits.</exception>
    public static TokenCounts Of(IReadOnlyList<LineItem> lines)
    {
        TokenCounts sum = default;
        for (int i = 0; i < lines.Count; i++)
        {
            sum += Of(lines[i]);
        }

        return sum;
    }

    private static TokenCounts Of(LineItem line)
    {
        ReadOnlySpan<char> meter = line.Meter;
        if (!meter.StartsWith("tokens."))
        {
            return default;
        }

        if (line.Quantity != decimal.Truncate(line.Quantity))
        {
            throw new FormatException($"The meter {line.Meter} has a fraction of a token: {line.Quantity}.");
        }

        long count = checked((long)line.Quantity);
        meter = meter["tokens.".Length..];
        return meter switch
        {
            _ when IsOrUnder(meter, "output.reasoning") => new(0, 0, 0, 0, count),
            _ when IsOrUnder(meter, "output") => new(0, 0, 0, count, 0),
            _ when IsOrUnder(meter, "cache_read") => new(0, count, 0, 0, 0),
            _ when IsOrUnder(meter, "cache_write") => new(0, 0, count, 0, 0),
            _ when IsOrUnder(meter, "input") => new(count, 0, 0, 0, 0),
            _ => throw new FormatException($"The token meter {line.Meter} belongs to no group."),
        };
    }

    private static bool IsOrUnder(ReadOnlySpan<char> meter, string group) =>
        meter.StartsWith(group, StringComparison.Ordinal)
        && (meter.Length == group.Length || meter[group.Length] == '.');
}
