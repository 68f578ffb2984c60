using System.Globalization;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports.Focus;
using TokenLedger.Reporting.Exports.Parquet;
using TokenLedger.Reporting.Exports.Rows;
using TokenLedger.Reporting.Exports.Sheets;
using TokenLedger.Reporting.Exports.Statements;

namespace TokenLedger.Reporting.Exports;

/// <summary>Writes one export: row by row, in bounded memory, hashed and summed on the way.</summary>
internal sealed class ExportRun(SheetSource source, ExportQuery query, DateTimeOffset now)
{
    /// <summary>Writes it.</summary>
    /// <param name="to">Where it goes; stays open.</param>
    /// <param name="cancellation">Gives up; what was written is not whole then.</param>
    /// <exception cref="IOException">The ledger cannot be read, or the stream not be written.</exception>
    public async Task<ExportManifest> WriteAsync(Stream to, CancellationToken cancellation)
    {
        ExportedEntries entries = await EntriesAsync(cancellation).ConfigureAwait(false);
        Sheet sheet = SheetOf(entries.Root);
        if (query.Currency is { } currency)
        {
            sheet = CurrencyColumns.Beside(sheet, currency);
        }

        RowTotals totals = new(sheet.Columns);
        using HashedStream hashed = new(to);
        await using (IRowWriter writer = Writer(hashed, sheet, entries))
        {
            await foreach (Cell[] row in sheet.Rows(cancellation).ConfigureAwait(false))
            {
                totals.Add(row);
                await writer.WriteAsync(row, cancellation).ConfigureAwait(false);
            }

            await writer.EndAsync(cancellation).ConfigureAwait(false);
        }

        return new()
        {
            Question = ExportWords.Of(query),
            Currency = query.Currency is { } shown ? CurrencyDocument.Of(shown) : null,
            ComparedWith = query.Before is { } before ? new(before.From, before.To) : null,
            Bytes = hashed.Count,
            Sha256 = hashed.Sha256,
            Rows = totals.Rows,
            Totals = totals.Sums,
            Entries = entries with { First = sheet.Range.First, Last = sheet.Range.Last },
            Checkpoint = source.Ledger.Checkpoint,
            MadeAt = now,
        };
    }

    private Sheet SheetOf(string? root) =>
        query.Rows switch
        {
            ExportRows.Calls => CallSheet.Of(source, query),
            ExportRows.Lines => LineSheet.Of(source, query),
            ExportRows.Focus => FocusSheet.Of(source, query, root),
            ExportRows.Chargeback => ChargebackSheet.Of(source, query),
            _ => GroupSheet.Of(source, query),
        };

    private IRowWriter Writer(Stream to, Sheet sheet, ExportedEntries entries) =>
        query.Format switch
        {
            ExportFormat.Csv => new CsvRows(to, sheet.Columns),
            ExportFormat.Json => new JsonRows(to, sheet.Columns, isArray: true),
            ExportFormat.JsonLines => new JsonRows(to, sheet.Columns, isArray: false),
            ExportFormat.Html => new HtmlStatement(to, sheet.Columns, Facts(entries)),
            _ => new ParquetRows(to, sheet.Columns, () => Stamp(sheet, entries)),
        };

    private StatementFacts Facts(ExportedEntries entries) =>
        new(
            query,
            ChargebackSheet.StatementOf(source, query with { Before = null }).Shared,
            entries,
            source.Ledger.Checkpoint,
            now
        );

    private async ValueTask<ExportedEntries> EntriesAsync(CancellationToken cancellation)
    {
        long size = source.Position;
        ReadOnlyMemory<byte>? root =
            size == 0 ? null : await source.Ledger.RootAt(size, cancellation).ConfigureAwait(false);
        return new()
        {
            Origin = source.Ledger.Origin,
            AsOfEntry = size,
            Root = root is { } hash ? Convert.ToHexStringLower(hash.Span) : null,
        };
    }

    private SortedDictionary<string, string> Stamp(Sheet sheet, ExportedEntries entries)
    {
        SortedDictionary<string, string> stamp = new(StringComparer.Ordinal)
        {
            ["tokenledger.origin"] = entries.Origin,
            ["tokenledger.as_of_entry"] = Text(entries.AsOfEntry),
        };
        Add("tokenledger.root", entries.Root);
        Add("tokenledger.first_entry", sheet.Range.First is { } first ? Text(first) : null);
        Add("tokenledger.last_entry", sheet.Range.Last is { } last ? Text(last) : null);
        Add("tokenledger.checkpoint_size", source.Ledger.Checkpoint is { } signed ? Text(signed.Size) : null);
        Add("tokenledger.checkpoint_root", source.Ledger.Checkpoint?.Root);
        Add("tokenledger.currency", query.Currency?.Code);
        Add("tokenledger.currency_per_usd", query.Currency?.PerUsdText);
        return stamp;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                stamp[name] = value;
            }
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
