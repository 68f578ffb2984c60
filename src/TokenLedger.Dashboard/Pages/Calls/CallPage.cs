using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.Pages.Calls;

/// <summary>One call: its bill, who it was for, its attempts, and what corrected it.</summary>
internal static class CallPage
{
    public static DashboardPage Definition { get; } = new("/calls/{call}", "Call", ReadAsync);

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        if (!Guid.TryParse(request.Parts["call"], out Guid id))
        {
            return PageAnswer.Invalid($"'{Elements.Show.Cut(request.Parts["call"])}' is not a call id.");
        }

        IReadOnlyList<StoredEntry> found = await request.Side.Calls.FindAsync(id, cancellation).ConfigureAwait(false);
        List<(long Sequence, Entry Entry)> read =
        [
            .. found.Select(one => (one.Sequence, EntryReader.Parse(one.Bytes.Span))),
        ];
        // A call is one tenant's: its first entry says whose. Another's call is not there, as far as the reader can tell.
        if (read.Count == 0 || !request.Scope.Sees(read[0].Entry))
        {
            return PageAnswer.Missing($"The ledger has no entries of the call {id}.");
        }

        CallModel model = new(CallDocument.Of(id, read, [], request.Side.Ledger.Checkpoint), read);
        return PageAnswer.Show<CallView, CallModel>(model) with { Lead = id.ToString() };
    }
}

/// <summary>What the page shows.</summary>
/// <param name="Sum">The call added up, as the API has it.</param>
/// <param name="Entries">Its entries, oldest first.</param>
public sealed record CallModel(CallDocument Sum, IReadOnlyList<(long Sequence, Entry Entry)> Entries)
{
    /// <summary>Its first entry, which says what was asked for.</summary>
    public Entry First => Entries[0].Entry;

    /// <summary>The entry that tells most about its end; the first while it is open.</summary>
    public Entry Last =>
        Entries
            .Select(one => one.Entry)
            .LastOrDefault(entry => entry.Kind is not (EntryKind.Adjustment or EntryKind.Authorization))
        ?? First;

    /// <summary>Upstream tries.</summary>
    public int Attempts => Entries.Count(one => one.Entry.BeginsAttempt);
}
