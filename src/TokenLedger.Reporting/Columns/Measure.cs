using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Columns;

/// <summary>A sum over rows.</summary>
/// <param name="Field">What is summed.</param>
/// <param name="Statuses">Whose rows, a bit for each <see cref="CallStatus"/>; <see cref="Any"/> for all.</param>
internal readonly record struct Measure(Field Field, int Statuses)
{
    /// <summary>Rows of every status.</summary>
    public const int Any = -1;

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
