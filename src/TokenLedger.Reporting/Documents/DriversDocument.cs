using TokenLedger.Accounting.Drivers;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Drivers;

namespace TokenLedger.Reporting.Documents;

/// <summary>Why costs changed, in JSON. Amounts are exact; effects sum to the change, rows to the total with what is left out.</summary>
public sealed record DriversDocument
{
    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more when the views lag.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    public required string Basis { get; init; }

    /// <summary>The grouping.</summary>
    public required string By { get; init; }

    /// <summary>The conditions.</summary>
    public required IReadOnlyList<string> Where { get; init; }

    /// <summary>The period asked for.</summary>
    public required SpanDocument Now { get; init; }

    /// <summary>The one it is compared with.</summary>
    public required SpanDocument Then { get; init; }

    /// <summary>The values, the greatest change first.</summary>
    public required IReadOnlyList<DriverRowDocument> Rows { get; init; }

    /// <summary>Everything together, also what is left out.</summary>
    public required ChangeDocument Total { get; init; }

    /// <summary>What the cost of the period asked for rests on.</summary>
    public required CostBasisDocument NowRestsOn { get; init; }

    /// <summary>What the cost of the one it is compared with rests on.</summary>
    public required CostBasisDocument ThenRestsOn { get; init; }

    /// <summary>Values left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>The document of a report.</summary>
    public static DriversDocument Of(DriversReport report, LedgerStamp stamp) =>
        new()
        {
            AsOfEntry = report.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            Basis = report.Query.Basis,
            By = report.Query.By.Name,
            Where = [.. report.Query.Where.Select(filter => filter.ToString())],
            Now = new(report.Now.From!.Value, report.Now.To!.Value),
            Then = new(report.Then.From!.Value, report.Then.To!.Value),
            Rows =
            [
                .. report.Rows.Select(row => new DriverRowDocument(
                    new Dictionary<string, string?> { [report.Query.By.FieldName] = row.Key },
                    ChangeDocument.Of(row.Change)
                )),
            ],
            Total = ChangeDocument.Of(report.Total),
            NowRestsOn = CostBasisDocument.Of(report.NowBasis),
            ThenRestsOn = CostBasisDocument.Of(report.ThenBasis),
            RowsLeftOut = report.RowsLeftOut,
        };
}

/// <summary>A span of time, half open.</summary>
/// <param name="From">First instant, UTC.</param>
/// <param name="To">First instant after, UTC.</param>
public sealed record SpanDocument(DateTimeOffset From, DateTimeOffset To);

/// <summary>One value.</summary>
/// <param name="Group">The value by the grouping's name; null where calls had none.</param>
/// <param name="Change">Its change, and why.</param>
public sealed record DriverRowDocument(IReadOnlyDictionary<string, string?> Group, ChangeDocument Change);

/// <summary>A change of cost; see <see cref="DrivenChange"/> for each effect. Amounts are USD, exact.</summary>
public sealed record ChangeDocument
{
    /// <summary>Then.</summary>
    public required UseDocument Then { get; init; }

    /// <summary>Now.</summary>
    public required UseDocument Now { get; init; }

    /// <summary>What it costs more now, signed.</summary>
    public required string ChangeUsd { get; init; }

    /// <summary>More or fewer calls.</summary>
    public required string VolumeUsd { get; init; }

    /// <summary>Calls that went to other models.</summary>
    public required string MixUsd { get; init; }

    /// <summary>More or fewer tokens in a call.</summary>
    public required string SizeUsd { get; init; }

    /// <summary>Tokens that cost more or less.</summary>
    public required string RateUsd { get; init; }

    /// <summary>Credits and corrections that belong to no call of either period.</summary>
    public required string OtherUsd { get; init; }

    /// <summary>The document of a change.</summary>
    public static ChangeDocument Of(DrivenChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new()
        {
            Then = UseDocument.Of(change.Then),
            Now = UseDocument.Of(change.Now),
            ChangeUsd = change.Change.ToString(),
            VolumeUsd = change.Volume.ToString(),
            MixUsd = change.Mix.ToString(),
            SizeUsd = change.Size.ToString(),
            RateUsd = change.Rate.ToString(),
            OtherUsd = change.Other.ToString(),
        };
    }
}

/// <summary>What was used in a period.</summary>
/// <param name="Calls">Calls that were settled.</param>
/// <param name="Tokens">Their tokens of all kinds.</param>
/// <param name="CostUsd">Their cost as far as priced, exact.</param>
public sealed record UseDocument(long Calls, long Tokens, string CostUsd)
{
    /// <summary>The document of a use.</summary>
    public static UseDocument Of(ModelUse use) => new(use.Calls, use.Tokens, use.Cost.ToString());
}
