using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Grouped;

/// <summary>Puts the parts of one report's question to the columns.</summary>
/// <param name="connection">The tables, which know the names.</param>
/// <param name="columns">The columns; they may reach further than the tables.</param>
/// <param name="position">Entries folded into the tables.</param>
/// <param name="slice">Which calls.</param>
internal sealed class SliceScan(SqliteConnection connection, ColumnView columns, long position, Slice slice)
{
    private readonly NameTexts _texts = new(connection);
    private readonly NameNumbers _numbers = new(connection);

    /// <summary>Sums over the calls of the slice.</summary>
    /// <param name="keys">What they are grouped by.</param>
    /// <param name="measures">What is summed.</param>
    /// <param name="also">Further conditions.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public ScanResult Run(
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<Measure> measures,
        params IEnumerable<ScanFilter> also
    ) => Scan.Run(columns, Question(keys, measures, also));

    /// <summary>Sums over some groups alone.</summary>
    /// <param name="only">Their keys.</param>
    /// <param name="keys">What calls are grouped by.</param>
    /// <param name="measures">What is summed.</param>
    /// <param name="also">Further conditions.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public ScanResult RunOf(
        IReadOnlyList<long[]> only,
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<Measure> measures,
        params IEnumerable<ScanFilter> also
    ) => Scan.Run(columns, Question(keys, measures, also) with { Only = only });

    /// <summary>The same, unless there are many groups.</summary>
    /// <returns>Null when there are.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public ScanResult? TryRun(IReadOnlyList<ScanKey> keys, IReadOnlyList<Measure> measures) =>
        Scan.TryRun(columns, Question(keys, measures, []), columns.Limits.ManyGroups);

    /// <summary>The heaviest groups, however many there are.</summary>
    /// <param name="keys">What calls are grouped by.</param>
    /// <param name="measures">What the weight is made of.</param>
    /// <param name="most">Groups wanted; all as heavy as the last of them are found too.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="also">Further conditions.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public HeavyGroups Heaviest(
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<Measure> measures,
        int most,
        GroupWeight weight,
        params IEnumerable<ScanFilter> also
    ) => HeavyGroups.Of(columns, Question(keys, measures, also), most, measures.Count, weight);

    /// <summary>What each span of the columns answers, for what is no sum.</summary>
    /// <param name="keys">What calls are grouped by.</param>
    /// <param name="measures">What is summed.</param>
    /// <param name="also">Further conditions.</param>
    /// <param name="name">Names the kind of answer.</param>
    /// <param name="begin">Makes a thread's reader for the question.</param>
    /// <param name="read">Answers for the chunks of a span.</param>
    public T[] BySpan<TReader, T>(
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<Measure> measures,
        IEnumerable<ScanFilter> also,
        string name,
        Func<ScanQuery, TReader> begin,
        Func<TReader, IEnumerable<Chunk>, T> read
    )
        where T : class, IRemembered
    {
        ScanQuery question = Question(keys, measures, also);
        return
        [
            .. SpanAnswers
                .Of(
                    columns,
                    question,
                    $"{question.Shape()} {name}",
                    () => begin(question),
                    (reader, span) => read(reader, columns.ChunksOf(span))
                )
                .Select(one => one.Answer),
        ];
    }

    /// <summary>The question to the columns.</summary>
    public ScanQuery Question(
        IReadOnlyList<ScanKey> keys,
        IReadOnlyList<Measure> measures,
        params IEnumerable<ScanFilter> also
    )
    {
        ScanQuery question = SliceQuestion.Of(slice, _numbers, position, keys, measures);
        return question with { Where = [.. question.Where, .. also] };
    }

    /// <summary>What the columns know groupings by.</summary>
    public IReadOnlyList<ScanKey> KeysOf(IEnumerable<Grouping> groupings) => [.. groupings.Select(_numbers.KeyOf)];

    /// <summary>The text of a name's number; null for 0, which is none.</summary>
    public string? TextOf(long number) => _texts.Of(number == 0 ? null : number);

    /// <summary>The texts of the numbers of a group's names.</summary>
    public string?[] TextsOf(ReadOnlySpan<long> numbers)
    {
        string?[] texts = new string?[numbers.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = TextOf(numbers[i]);
        }

        return texts;
    }
}
