using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Columns;

/// <summary>A sum over rows, or the set of the values of a dimension.</summary>
/// <param name="Column">What is summed.</param>
/// <param name="Statuses">Whose rows, a bit for each <see cref="CallStatus"/>; <see cref="Any"/> for all.</param>
/// <param name="IsSet">Whether it is the set of the values instead of their sum, a bit for each.</param>
internal readonly record struct Measure(int Column, int Statuses, bool IsSet)
{
    /// <summary>Rows of every status.</summary>
    public const int Any = -1;

    /// <summary>The sum of a field.</summary>
    public Measure(Field field, int statuses)
        : this((int)field, statuses, false) { }

    /// <summary>Which values of a dimension occur; for dimensions of few values, of which one question may have one.</summary>
    public static Measure Members(int dimension) => new(ColumnLayout.OfDimension(dimension), Any, true);

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
