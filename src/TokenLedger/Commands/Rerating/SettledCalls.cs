using TokenLedger.Commands.Output;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Rerating;

/// <summary>Reads the settled calls of a window from the ledger, each with the adjustments of it.</summary>
internal sealed class SettledCalls(LedgerReports reports, Window window)
{
    /// <summary>Entries read at once; those between two wanted ones are read over.</summary>
    private const int ReadAtOnce = 256;

    private readonly SettledEntries _found = reports.Views.Settled(window);

    /// <summary>How many there are.</summary>
    public int Count => _found.Sequences.Count;

    /// <summary>The calls, in the order of the ledger.</summary>
    public IEnumerable<(long Sequence, Entry Entry, IReadOnlyList<Entry> Adjustments)> Read()
    {
        ILookup<Guid, Entry> adjustments = Entries(_found.Adjustments)
            .ToLookup(one => one.Entry.Corrects!.Value, one => one.Entry);
        foreach ((long sequence, Entry entry) in Entries(_found.Sequences))
        {
            yield return (sequence, entry, [.. adjustments[entry.Id]]);
        }
    }

    private IEnumerable<(long Sequence, Entry Entry)> Entries(IReadOnlyList<long> sequences)
    {
        IReadOnlyList<StoredEntry> run = [];
        foreach (long sequence in sequences)
        {
            if (run.Count == 0 || sequence > run[^1].Sequence)
            {
                run = reports.Reader.Read(sequence, ReadAtOnce);
            }

            StoredEntry stored = run[(int)(sequence - run[0].Sequence)];
            yield return (sequence, EntryReader.Parse(stored.Bytes.Span));
        }
    }
}
