using System.Globalization;
using System.Text;

namespace TokenLedger.Reporting.Columns;

/// <summary>A question to the columns.</summary>
internal sealed record ScanQuery
{
    /// <summary>What rows are grouped by; none makes one group of all.</summary>
    public required IReadOnlyList<ScanKey> Keys { get; init; }

    /// <summary>What is summed for each group.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>Conditions, all of which must hold.</summary>
    public IReadOnlyList<ScanFilter> Where { get; init; } = [];

    /// <summary>The groups that are wanted, by their keys; rows of others are left out. Null for all.</summary>
    public IReadOnlyList<long[]>? Only { get; init; }

    /// <summary>The instant that the window is about: when the call began, or when it was booked.</summary>
    public Field Instant { get; init; } = Field.OccurredAt;

    /// <summary>First microsecond; null for no bound.</summary>
    public long? From { get; init; }

    /// <summary>First microsecond after; null for no bound.</summary>
    public long? To { get; init; }

    /// <summary>Whether what sealed segments answer is worth to be remembered.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>Rows of entries from this sequence on are not there yet.</summary>
    public required long Before { get; init; }

    /// <summary>
    /// The question without its window and without where periods begin: segments that lie within the window, and are cut by
    /// the same beginnings of periods, answer all questions of one shape alike.
    /// </summary>
    public string Shape()
    {
        StringBuilder text = new();
        text.Append((int)Instant);
        foreach (ScanKey key in Keys)
        {
            text.Append('|').Append(Shape(key));
        }

        foreach (ScanFilter filter in Where)
        {
            text.Append(filter.Excludes ? '!' : '=')
                .Append(Shape(filter.Key))
                .Append(':')
                .AppendJoin(',', filter.Values.Order());
        }

        if (Only is not null)
        {
            // Threads find groups in any order.
            text.Append(';')
                .AppendJoin(';', Only.Select(group => string.Join(',', group)).Order(StringComparer.Ordinal));
        }

        foreach (Measure measure in Measures)
        {
            text.Append(Shape(measure.Kind)).Append(measure.Column).Append('/').Append(measure.Statuses);
        }

        return text.ToString();
    }

    /// <summary>The column of a chunk that a key is about; null when none of its rows has the tag.</summary>
    public int? ColumnOf(Chunk chunk, ScanKey key) =>
        key.Column >= 0 ? key.Column
        : key.Starts is not null ? (int)Instant
        : chunk.ColumnOfTag(key.Tag);

    /// <summary>What all rows of a chunk have for a key, as far as the smallest and largest tell; null when they differ.</summary>
    public long? ConstantOf(Chunk chunk, ScanKey key)
    {
        if (ColumnOf(chunk, key) is not { } column)
        {
            return 0;
        }

        (long least, long most) = chunk.Bounds(column);
        if (key.Starts is { } starts)
        {
            (least, most) = (Bands.Of(starts, least), Bands.Of(starts, most));
        }

        return least == most ? least : null;
    }

    private static char Shape(MeasureKind kind) =>
        kind switch
        {
            MeasureKind.Set => '*',
            MeasureKind.Least => '<',
            MeasureKind.Most => '>',
            _ => '+',
        };

    /// <summary>What a key is, but for where periods begin.</summary>
    public static string Shape(ScanKey key) =>
        key.IsPeriods ? "p"
        : key.Starts is { } bands ? $"{key.Column}:{string.Join(',', bands)}"
        : string.Create(CultureInfo.InvariantCulture, $"{key.Column}.{key.Tag}");
}

/// <summary>A condition on rows.</summary>
/// <param name="Key">What is compared.</param>
/// <param name="Values">The values kept; 0 for none.</param>
/// <param name="Excludes">Whether rows with one of the values are left out instead.</param>
internal sealed record ScanFilter(ScanKey Key, IReadOnlyList<long> Values, bool Excludes = false)
{
    /// <summary>Rows of one value.</summary>
    public ScanFilter(ScanKey key, long value)
        : this(key, [value]) { }
}

/// <summary>A dimension, a field, a tag, the period of the instant, or the band that a field's value is in.</summary>
/// <param name="Column">The dimension's or field's column; -1 for a tag or periods.</param>
/// <param name="Tag">The number of the tag's name.</param>
/// <param name="Starts">
/// The beginnings of periods in microseconds, or of bands, ascending; a row belongs to the last that is not after it.
/// </param>
internal readonly record struct ScanKey(int Column, long Tag = 0, long[]? Starts = null)
{
    /// <summary>Whether it is the period of the row's instant.</summary>
    public bool IsPeriods => Column < 0 && Starts is not null;

    /// <summary>A dimension of <see cref="Projections.Dimensions"/>.</summary>
    public static ScanKey OfDimension(int dimension) => new(ColumnLayout.OfDimension(dimension));

    /// <summary>
    /// A field of values that are not negative (a status, milliseconds), best of small ones: a table as long as the
    /// greatest of them is made.
    /// </summary>
    public static ScanKey OfField(Field field) => new((int)field);

    /// <summary>A tag, by the number of its name.</summary>
    public static ScanKey OfTag(long name) => new(-1, name);

    /// <summary>The period of the row's instant: its index in the list, -1 before the first.</summary>
    public static ScanKey OfPeriods(long[] starts) => new(-1, 0, starts);

    /// <summary>The band of a field's value: its index in the list, -1 before the first.</summary>
    public static ScanKey OfBands(Field field, long[] starts) => new((int)field, 0, starts);
}
