using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>What the files of one provider say, in the ledger's words.</summary>
public sealed record ProviderExport
{
    /// <summary>The statements.</summary>
    public required IReadOnlyList<ProviderLine> Lines { get; init; }

    /// <summary>Buckets about usage, also those without usage: what is not in them was not used.</summary>
    public IReadOnlyList<ExportBucket> UsageBuckets { get; init; } = [];

    /// <summary>Buckets about charges, also those without charges: what is not in them was not charged.</summary>
    public IReadOnlyList<ExportBucket> CostBuckets { get; init; } = [];

    /// <summary>The meters the usage distinguishes.</summary>
    public IReadOnlySet<string> UsageMeters { get; init; } = new HashSet<string>();

    /// <summary>The meters the charges distinguish; empty when they distinguish none.</summary>
    public IReadOnlySet<string> CostMeters { get; init; } = new HashSet<string>();

    /// <summary>
    /// One unit of the last decimal in which charges are written, at most a cent: the most that rounding can change a line.
    /// Zero when there are no charges.
    /// </summary>
    public Usd AmountStep { get; init; }

    /// <summary>What the reader of a report must know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Several files of one provider as one.</summary>
    public static ProviderExport Join(IReadOnlyList<ProviderExport> parts) =>
        new()
        {
            Lines = [.. parts.SelectMany(part => part.Lines)],
            UsageBuckets = [.. parts.SelectMany(part => part.UsageBuckets).Distinct()],
            CostBuckets = [.. parts.SelectMany(part => part.CostBuckets).Distinct()],
            UsageMeters = parts.SelectMany(part => part.UsageMeters).ToHashSet(),
            CostMeters = parts.SelectMany(part => part.CostMeters).ToHashSet(),
            AmountStep = Finest(parts),
            Notes = [.. parts.SelectMany(part => part.Notes).Distinct()],
        };

    /// <summary>The finest step: a file with round amounts only must not widen what counts as rounding.</summary>
    private static Usd Finest(IReadOnlyList<ProviderExport> parts)
    {
        Usd finest = Usd.Zero;
        foreach (ProviderExport part in parts)
        {
            if (part.AmountStep > Usd.Zero && (finest == Usd.Zero || part.AmountStep < finest))
            {
                finest = part.AmountStep;
            }
        }

        return finest;
    }
}

/// <summary>A span of time an export covers.</summary>
/// <param name="Day">The day it belongs to, as the export names it.</param>
/// <param name="From">First instant, UTC.</param>
/// <param name="To">First instant after, UTC.</param>
public sealed record ExportBucket(DateOnly Day, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Shortest span that counts as a whole day: 20 h, so that the shortest day of a time zone does.</summary>
    public static TimeSpan ShortestDay { get; } = TimeSpan.FromHours(20);

    /// <summary>Whether it is a whole day rather than an hour or a minute.</summary>
    public bool IsDay => To - From >= ShortestDay;

    /// <summary>Whether an instant lies in it.</summary>
    public bool Contains(DateTimeOffset instant) => instant >= From && instant < To;
}
