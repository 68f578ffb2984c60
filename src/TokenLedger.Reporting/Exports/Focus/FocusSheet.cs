using System.Buffers;
using System.Runtime.CompilerServices;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Exports.Sheets;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>
/// FOCUS charges: what calls cost, by charge period, meter, price and whose they are. Within an open billing period
/// corrections are netted into what they correct; once it is closed they are charges of the period in which they were booked,
/// with ChargeClass "Correction". So every entry is charged in exactly one billing period, and what was exported of a closed
/// one never changes.
/// </summary>
/// <remarks>
/// Charges are gathered a charge period at a time, in order. The window is about when something is charged: its own instant,
/// or the one at which it was booked when its month was closed by then.
/// </remarks>
internal sealed class FocusSheet
{
    /// <summary>Charges in memory at most; then rows are written early, and one charge may be spread over several.</summary>
    private const int MostCharges = 200_000;

    private readonly SheetSource _source;
    private readonly ExportQuery _query;
    private readonly EntryRange _range = new();
    private readonly ChargeRow _row;
    private readonly EntryCursor _entries;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Dictionary<ChargeKey, ChargeSum> _charges = [];

    private FocusSheet(SheetSource source, ExportQuery query, string? root)
    {
        (_source, _query) = (source, query);
        _row = new(query.Focus, source.Ledger.Origin, root);
        _entries = new(source.Ledger.Entries);
    }

    /// <summary>The sheet.</summary>
    /// <param name="source">What it is made from.</param>
    /// <param name="query">The question.</param>
    /// <param name="root">The root of the entries it is made from.</param>
    public static Sheet Of(SheetSource source, ExportQuery query, string? root)
    {
        FocusSheet sheet = new(source, query, root);
        return new(FocusColumns.Of(query.Focus.Version), sheet.ReadAsync, sheet._range);
    }

    private async IAsyncEnumerable<Cell[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using RowNames names = new(_source.Connection);
        foreach (DateTimeOffset day in Days())
        {
            List<ColumnRow> rows = RowsOf(day);
            foreach (ColumnRow row in rows)
            {
                await AddAsync(row, names, cancellation).ConfigureAwait(false);
                if (_charges.Count >= MostCharges)
                {
                    foreach (Cell[] charge in Take())
                    {
                        yield return charge;
                    }
                }
            }

            foreach (Cell[] charge in Take())
            {
                yield return charge;
            }
        }
    }

    /// <summary>The days that have rows, as far as the bounds of the columns tell.</summary>
    private IEnumerable<DateTimeOffset> Days()
    {
        List<(long Least, long Most)> bounds =
        [
            .. _source
                .Columns.Chunks.Where(chunk => chunk.RowsBefore(_source.Position) > 0)
                .Select(chunk => chunk.Bounds((int)Field.OccurredAt)),
        ];
        if (bounds.Count == 0)
        {
            yield break;
        }

        DateTimeOffset last = EntryTime.FromMicroseconds(bounds.Max(bound => bound.Most));
        DateTimeOffset first = EntryTime.FromMicroseconds(bounds.Min(bound => bound.Least));
        for (DateTimeOffset day = new(first.UtcDateTime.Date, default); day <= last; day = day.AddDays(1))
        {
            long from = EntryTime.ToMicroseconds(day);
            long to = EntryTime.ToMicroseconds(day.AddDays(1));
            if (!(day >= _query.Window.To) && bounds.Any(bound => bound.Most >= from && bound.Least < to))
            {
                yield return day;
            }
        }
    }

    /// <summary>The rows of calls that began on a day, by their hours.</summary>
    private List<ColumnRow> RowsOf(DateTimeOffset day) =>
        [
            .. _source
                .Rows(_query with { Window = new(day, day.AddDays(1)) })
                .OrderBy(row => PeriodOf(row.Values[(int)Field.OccurredAt])),
        ];

    private long PeriodOf(long occurred)
    {
        long length = (long)(_query.Focus.ByDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1)).TotalMicroseconds;
        return occurred - (((occurred % length) + length) % length);
    }

    private async ValueTask AddAsync(ColumnRow row, RowNames names, CancellationToken cancellation)
    {
        bool adjusts = RowKind.IsAdjustment(row);
        DateTimeOffset occurred = EntryTime.FromMicroseconds(row.Values[(int)Field.OccurredAt]);
        DateTimeOffset booked = EntryTime.FromMicroseconds(row.Values[(int)Field.BookedAt]);
        if (!adjusts && !Charges(occurred, booked))
        {
            return;
        }

        Entry entry = await _entries.ReadAsync(row.Sequence, cancellation).ConfigureAwait(false);
        if (adjusts && !Charges(occurred, entry.RecordedAt))
        {
            return;
        }

        _range.Add(row.Sequence);
        ClosingRule closing = _query.Focus.Closing;
        bool isCorrection = adjusts && entry.Corrects is not null && closing.IsLate(occurred, entry.RecordedAt);
        ChargeKey common = new()
        {
            BillingPeriod = EntryTime.ToMicroseconds(closing.ChargedIn(occurred, adjusts ? entry.RecordedAt : booked)),
            ChargePeriod = PeriodOf(row.Values[(int)Field.OccurredAt]),
            Category = FocusNames.Usage,
            IsCorrection = isCorrection,
            Subject = SubjectOf(row, names),
            Corrects = isCorrection ? entry.Corrects : null,
            Reason = isCorrection ? entry.Reason : null,
        };
        ChargeLines.Add(_charges, common, row.Sequence, entry, RowAmount.Of(row, Field.KnownMicro));
    }

    /// <summary>Whether something is charged within the window.</summary>
    private bool Charges(DateTimeOffset occurred, DateTimeOffset booked)
    {
        DateTimeOffset at = _query.Focus.Closing.IsLate(occurred, booked) ? booked : occurred;
        return !(at < _query.Window.From) && !(at >= _query.Window.To);
    }

    private ChargeSubject SubjectOf(ColumnRow row, RowNames names)
    {
        string? Of(int dimension) => names.Of(row, dimension);
        SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
        foreach ((string name, string value) in names.Tags(row))
        {
            tags[name] = value;
        }

        Add("cost_center", Of(Dimensions.CostCenter));
        Add("environment", Of(Dimensions.Environment));
        Add("feature", Of(Dimensions.Feature));
        Add("project", Of(Dimensions.Project));
        return new(
            Of(Dimensions.Tenant),
            Of(Dimensions.Provider),
            Of(Dimensions.Model),
            Of(Dimensions.ServiceTier),
            Of(Dimensions.Api),
            Of(Dimensions.Region),
            Of(Dimensions.Session),
            Of(Dimensions.Agent),
            Of(Dimensions.User),
            Of(Dimensions.Key),
            tags.Count == 0 ? null : JsonText.Of(_buffer, tags)
        );

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                tags[name] = value;
            }
        }
    }

    /// <summary>The rows of the charges gathered, in the order of their periods, then of the ledger.</summary>
    private List<Cell[]> Take()
    {
        List<Cell[]> rows =
        [
            .. _charges
                .OrderBy(charge => charge.Key.ChargePeriod)
                .ThenBy(charge => charge.Value.First)
                .ThenBy(charge => charge.Key.Meter, StringComparer.Ordinal)
                .Select(charge => _row.Of(charge.Key, charge.Value))
                .OfType<Cell[]>(),
        ];
        _charges.Clear();
        return rows;
    }
}
