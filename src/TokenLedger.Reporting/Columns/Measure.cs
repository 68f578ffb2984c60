using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Columns;

/// <summary>What is made of the values of a group's rows.</summary>
internal enum MeasureKind
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Which values of a dimension occur, a bit for each.</summary>
    Set,

    /// <summary>The least of those that are not 0; 0 when there is none.</summary>
    Least,

    /// <summary>The greatest, at least 0.</summary>
    Most,
}

/// <summary>One figure of a group.</summary>
/// <param name="Column">What is summed.</param>
/// <param name="Statuses">Whose rows, a bit for each <see cref="CallStatus"/>; <see cref="Any"/> for all.</param>
/// <param name="Kind">What is made of the values.</param>
internal readonly record struct Measure(int Column, int Statuses, MeasureKind Kind)
{
    /// <summary>Rows of every status.</summary>
    public const int Any = -1;

    /// <summary>The sum of a field.</summary>
    public Measure(Field field, int statuses)
        : this((int)field, statuses, MeasureKind.Sum) { }

    /// <summary>The least value that is not 0, of a field whose values are not negative.</summary>
    public static Measure Least(Field field, int statuses) => new((int)field, statuses, MeasureKind.Least);

    /// <summary>The greatest value of a field whose values are not negative.</summary>
    public static Measure Most(Field field, int statuses) => new((int)field, statuses, MeasureKind.Most);

    /// <summary>Which values of a dimension occur; for dimensions of few values, of which one question may have one.</summary>
    public static Measure Members(int dimension) => new(ColumnLayout.OfDimension(dimension), Any, MeasureKind.Set);

    /// <summary>Rows of a few statuses.</summary>
    public static int Of(params ReadOnlySpan<CallStatus> statuses)
    {
        int bits = 0;
        foreach (CallStatus status in statuses)
        {
            bits |= 1 << (int)status;
        }

        return bits;
    }
}
