using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Verification;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Rerating;

/// <summary>What to price again, with what.</summary>
/// <param name="Window">When the calls began.</param>
/// <param name="Model">Which models.</param>
/// <param name="Provider">Which provider; null for all.</param>
/// <param name="Reread">Whether the usage kept on the entries is read again.</param>
/// <param name="Reason">What the adjustments say.</param>
internal sealed record RerateRequest(Window Window, ModelGlob Model, string? Provider, bool Reread, string Reason);

/// <summary>
/// Prices calls again, one after the other, and books the differences when there is a road for them. It can be stopped and
/// run again at any point: what is booked shows no difference any more.
/// </summary>
internal sealed class RerateRun(RerateRequest request, RateBook book)
{
    private readonly List<AdjustmentDraft> _waiting = [];

    /// <summary>Totals by provider and model, in the order of first appearance.</summary>
    public Dictionary<(string Provider, string Model), RerateSummary> Models { get; } = [];

    /// <summary>Total over all.</summary>
    public RerateSummary Total { get; } = new();

    /// <summary>Calls left alone, by reason.</summary>
    public SortedDictionary<string, long> LeftAlone { get; } = new(StringComparer.Ordinal);

    /// <summary>Adjustments booked by this run.</summary>
    public long Booked { get; private set; }

    /// <summary>Adjustments that were in the ledger already: another run booked them at the same time.</summary>
    public long AlreadyBooked { get; private set; }

    /// <summary>Why adjustments were not booked, the first few.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Adjustments that were not booked.</summary>
    public long Refused { get; private set; }

    /// <summary>Does it.</summary>
    /// <param name="calls">The calls of the window.</param>
    /// <param name="road">Where differences are booked; null to book nothing.</param>
    /// <param name="seen">Told each call looked at.</param>
    /// <param name="progress">Told how far it came.</param>
    /// <param name="cancellation">Stops it between calls.</param>
    public async Task RunAsync(
        SettledCalls calls,
        IAdjustmentRoad? road,
        Action<ReratedCall> seen,
        IProgress<VerificationProgress> progress,
        CancellationToken cancellation
    )
    {
        long done = 0;
        foreach ((long sequence, Entry entry, IReadOnlyList<Entry> adjustments) in calls.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsMeant(entry))
            {
                ReratedCall call = new(
                    sequence,
                    entry,
                    Ledger.Adjusting.Rerating.Of(entry, adjustments, book, request.Reread)
                );
                Count(call);
                seen(call);
                await BookAsync(call, road, cancellation);
            }

            progress.Report(new VerificationProgress(++done, calls.Count, Total.Calls));
        }

        await FlushAsync(road, cancellation);
    }

    private bool IsMeant(Entry entry) =>
        (request.Provider is null || request.Provider.Equals(entry.Provider, StringComparison.OrdinalIgnoreCase))
        && request.Model.Takes(entry.ModelServed, entry.ModelRequested);

    private void Count(ReratedCall call)
    {
        if (!Models.TryGetValue((call.Provider, call.Model), out RerateSummary? model))
        {
            Models.Add((call.Provider, call.Model), model = new());
        }

        model.Add(call);
        Total.Add(call);
        if (call.Rerating.Why is { } why)
        {
            LeftAlone[why] = LeftAlone.GetValueOrDefault(why) + 1;
        }
    }

    private async Task BookAsync(ReratedCall call, IAdjustmentRoad? road, CancellationToken cancellation)
    {
        if (road is null || !call.IsDifferent)
        {
            return;
        }

        _waiting.Add(call.Rerating.Draft(call.Entry, book, request.Reason));
        if (_waiting.Count == AdjustmentBook.MostAtOnce)
        {
            await FlushAsync(road, cancellation);
        }
    }

    private async Task FlushAsync(IAdjustmentRoad? road, CancellationToken cancellation)
    {
        const int MostProblems = 20;
        if (road is null || _waiting.Count == 0)
        {
            return;
        }

        foreach (AdjustmentDocument outcome in await road.BookAsync(_waiting, cancellation))
        {
            Booked += outcome.Status == "booked" ? 1 : 0;
            AlreadyBooked += outcome.Status == "already_booked" ? 1 : 0;
            Refused += outcome.IsBooked ? 0 : 1;
            if (outcome.Problem is { } problem && Problems.Count < MostProblems)
            {
                Problems.Add(problem);
            }
        }

        _waiting.Clear();
    }
}
