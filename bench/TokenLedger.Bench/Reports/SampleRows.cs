using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench.Reports;

/// <summary>
/// Made-up calls of thirty days, always the same: a few of each name make most of the calls, as they do. Of every 200 rows
/// one is a second attempt of the row before, which failed, and one corrects the row before.
/// </summary>
internal sealed class SampleRows(int rows)
{
    /// <summary>When the first call began, microseconds since 1970 UTC: 2026-10-01.</summary>
    public const long Start = 1_790_812_800_000_000;

    /// <summary>How long calls were made, microseconds.</summary>
    public const long Length = 30L * 86_400 * 1_000_000;

    private const int Cycle = 200;
    private const int SecondAttempt = 99;
    private const int Correction = 199;

    /// <summary>The dimensions that have names, and how many; the numbers of names follow one another in this order.</summary>
    public static readonly (string Name, int Dimension, int Values)[] Named =
    [
        ("tenant", Dimensions.Tenant, 20),
        ("key", Dimensions.Key, 400),
        ("feature", Dimensions.Feature, 40),
        ("user", Dimensions.User, 20_000),
        ("session", Dimensions.Session, 400_000),
        ("agent", Dimensions.Agent, 60),
        ("provider", Dimensions.Provider, 6),
        ("model", Dimensions.Model, 45),
        ("outcome", Dimensions.Outcome, 4),
        ("team", -1, 12),
    ];

    /// <summary>How calls end: the first is how most do.</summary>
    private static readonly string[] s_outcomes = ["served", "client_gone", "upstream_error", "timeout"];

    private readonly Random _random = new(7);
    private long[]? _before;

    /// <summary>The number of the tag's name: the first after all names.</summary>
    public static long Tag { get; } = 1 + Named.Sum(one => (long)one.Values);

    /// <summary>All names with their numbers.</summary>
    public static IEnumerable<(long Number, string Text)> Names()
    {
        long number = 1;
        foreach ((string name, int dimension, int values) in Named)
        {
            for (int i = 0; i < values; i++, number++)
            {
                yield return (number, dimension == Dimensions.Outcome ? s_outcomes[i] : $"{name}-{i}");
            }
        }

        yield return (Tag, "team");
    }

    /// <summary>The first number of a dimension's names.</summary>
    public static long FirstOf(int dimension) =>
        1 + Named.TakeWhile(one => one.Dimension != dimension).Sum(one => (long)one.Values);

    /// <summary>Whether a row is a second attempt of the one before.</summary>
    public static bool IsSecondAttempt(int row) => row % Cycle == SecondAttempt;

    /// <summary>The next row; rows are made in order from 0.</summary>
    public ColumnRow Next(int row)
    {
        long[] values =
            row % Cycle == Correction ? CorrectionOf(_before!, row)
            : IsSecondAttempt(row) ? SecondOf(_before!, row)
            : Call(row);
        _before = values;
        return new(values, row % 2 == 0 ? [new(Tag, FirstOf(-1) + (row / 2 % 12))] : []);
    }

    private long[] Call(int row)
    {
        long[] values = new long[ColumnLayout.Fixed];
        long at = Start + (long)((decimal)Length / rows * row);
        bool fails = row % Cycle == SecondAttempt - 1 || _random.Next(60) == 0;
        Set(values, Field.Sequence, row);
        Set(values, Field.Call, row);
        Set(values, Field.Status, (long)(_random.Next(50) == 0 ? CallStatus.Voided : CallStatus.Settled));
        Set(values, Field.OccurredAt, Math.Max(Start, at - _random.Next(3_000_000)));
        Set(values, Field.BookedAt, at);
        Set(values, Field.Calls, 1);
        Set(values, Field.Attempt, 1);
        Set(values, Field.HttpStatus, fails ? 502 : 200);
        Set(values, Field.Failed, fails ? 1 : 0);
        Set(values, Field.Latency, 100 + (long)(59_900 * Math.Pow(_random.NextDouble(), 4)));
        Set(values, Field.FirstByte, _random.Next(50, 5_000));
        Set(values, Field.Input, _random.Next(20, 30_000));
        Set(values, Field.Cached, _random.Next(3) == 0 ? _random.Next(90_000) : 0);
        Set(values, Field.Output, _random.Next(1, 4_000));
        Set(values, Field.Reasoning, _random.Next(4) == 0 ? _random.Next(9_000) : 0);
        Set(values, Field.KnownMicro, _random.Next(10, 400_000));
        Set(values, Field.KnownRest, _random.Next(1_000_000));
        Set(values, Field.Prompt, _random.Next(50) == 0 ? _random.Next(1, 1000) : _random.NextInt64(1, long.MaxValue));
        Set(values, Field.ContextTokens, values[(int)Field.Input] + values[(int)Field.Cached]);
        SetPrompt(
            values,
            PromptTokens.Of(values[(int)Field.ContextTokens], new(4_000, row % 3_000, row % 9_000, 2_000))
        );
        Set(values, Field.ContextWindow, 200_000);
        Set(values, Field.ContextShare, ContextShare.Of(values[(int)Field.ContextTokens], 200_000));
        Name(values, fails);
        return values;
    }

    private static void SetPrompt(long[] values, PromptTokens prompt)
    {
        Set(values, Field.PromptSystem, prompt.System);
        Set(values, Field.PromptUser, prompt.User);
        Set(values, Field.PromptModel, prompt.Model);
        Set(values, Field.PromptTool, prompt.Tool);
    }

    private void Name(long[] values, bool fails)
    {
        foreach ((_, int dimension, int count) in Named)
        {
            if (dimension >= 0)
            {
                double part = _random.NextDouble(); // squared: a few make most
                values[ColumnLayout.OfDimension(dimension)] = FirstOf(dimension) + (int)(part * part * count);
            }
        }

        // A session is of one tenant, and a model of one provider.
        Follow(values, Dimensions.Tenant, Dimensions.Session, 20);
        Follow(values, Dimensions.Provider, Dimensions.Model, 6);
        int ended = fails ? _random.Next(2, 4) : 0;
        values[ColumnLayout.OfDimension(Dimensions.Outcome)] = FirstOf(Dimensions.Outcome) + ended;
    }

    private static void Follow(long[] values, int dimension, int leading, int count) =>
        values[ColumnLayout.OfDimension(dimension)] =
            FirstOf(dimension) + ((values[ColumnLayout.OfDimension(leading)] - FirstOf(leading)) % count);

    private static long[] SecondOf(long[] first, int row)
    {
        long[] values = [.. first];
        Set(values, Field.Sequence, row);
        Set(values, Field.Call, row);
        Set(values, Field.Attempt, 2);
        Set(values, Field.Failed, 0);
        Set(values, Field.HttpStatus, 200);
        values[ColumnLayout.OfDimension(Dimensions.Outcome)] = FirstOf(Dimensions.Outcome);
        return values;
    }

    private static long[] CorrectionOf(long[] call, int row)
    {
        long[] values = new long[ColumnLayout.Fixed];
        call.AsSpan(ColumnLayout.Fields).CopyTo(values.AsSpan(ColumnLayout.Fields));
        Set(values, Field.Sequence, row);
        Set(values, Field.Call, call[(int)Field.Call]);
        Set(values, Field.Status, (long)CallStatus.Correction);
        Set(values, Field.OccurredAt, call[(int)Field.OccurredAt]);
        Set(values, Field.BookedAt, call[(int)Field.BookedAt]);
        Set(values, Field.Adjustments, 1);
        Set(values, Field.KnownMicro, -call[(int)Field.KnownMicro] / 10);
        return values;
    }

    private static void Set(long[] values, Field field, long value) => values[(int)field] = value;
}
