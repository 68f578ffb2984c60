using System.Globalization;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Verification;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Audit;

/// <summary>
/// Audit: who changed what, from what to what; what the ledger has signed; and a verification of a bounded range. For
/// auditors and administrators.
/// </summary>
internal static class AuditPage
{
    /// <summary>Changes of one page.</summary>
    public const int ChangesShown = 25;

    /// <summary>Dead letters listed.</summary>
    public const int MostDeadLetters = 20;

    /// <summary>Entries verified when nothing else is said.</summary>
    public const int UsualRange = 500;

    public static DashboardPage Definition { get; } =
        new("/audit", "Audit", ReadAsync)
        {
            Group = NavigationGroup.Prove,
            Lead = "Who changed what, and whether the record is whole.",
            KeepsToTenant = false,
            ShowsChanges = true,
            DefaultLast = null,
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        if (Sequence(request.Word("before")) is not { } before || Sequence(request.Word("verify")) is not { } verify)
        {
            return PageAnswer.Invalid("'before' and 'verify' are positions in the ledger: whole numbers from 0.");
        }

        ILedger ledger = request.Side.Ledger;
        ChangeQuery query = new()
        {
            Before = before.Number,
            Limit = ChangesShown,
            What = request.Word("what"),
            Subject = request.Word("subject"),
            Actor = request.Word("who"),
        };
        ChangePage page = await new ChangeTrail(ledger).FindAsync(views, query, cancellation).ConfigureAwait(false);
        int count = request.Number("count", UsualRange, 1, RangeCheck.MostEntries);
        AuditModel model = new()
        {
            Changes = [.. page.Changes.Select(ChangeLine.Of)],
            Next = page.Next,
            Ledger = new(ledger.Head.Size, ledger.Checkpoint, ledger.Failure),
            DeadLetters = views.DeadLetters(MostDeadLetters),
            Verified = verify.Number is { } from
                ? await RangeCheck.RunAsync(ledger, from, count, cancellation).ConfigureAwait(false)
                : null,
        };
        return PageAnswer.Show<AuditView, AuditModel>(model, page.AsOfEntry);
    }

    /// <summary>A position that may be left out; null when the text is none.</summary>
    private static Place? Sequence(string? text) =>
        text is null ? new(null)
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? new(number)
        : null;

    private sealed record Place(long? Number);
}
