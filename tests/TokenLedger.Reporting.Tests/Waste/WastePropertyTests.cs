using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Waste;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Waste;

/// <summary>Whatever the history, the dearest calls and waste are what a plain fold of the ledger's entries says.</summary>
public sealed class WastePropertyTests
{
    private static readonly string?[] _abandoned = ["client_gone", "killed", "cut_by_budget", "shutdown"];

    [Fact]
    public void The_dearest_calls_and_their_ties_equal_a_fold_of_the_entries() =>
        CallHistories.Check(
            (ledger, opened, slice) =>
            {
                List<FoldedCall> calls =
                [
                    .. FoldedCall
                        .Of(ledger, slice)
                        .Where(call => call.IsCall && call.Ended!.Kind != EntryKind.Void)
                        .Where(call => call.Cost(slice.AsBooked) > Usd.Zero)
                        .OrderByDescending(call => call.Cost(slice.AsBooked))
                        .ThenBy(call => call.OccurredAt)
                        .ThenBy(call => call.Sequence),
                ];
                foreach (int limit in (int[])[1, 3, 1000])
                {
                    ExpensiveReport report = Expensive(opened, slice, limit);
                    List<FoldedCall> shown = [.. calls.Take(limit)];
                    Assert.Equal(
                        shown.Select(call => (call.Sequence, call.Cost(slice.AsBooked))),
                        report.Calls.Select(call => (call.Sequence, call.Known))
                    );
                    Usd last = shown.Count == 0 ? Usd.Zero : shown[^1].Cost(slice.AsBooked);
                    Assert.Equal(
                        calls.Skip(limit).Count(call => call.Cost(slice.AsBooked) == last),
                        report.TiesLeftOut
                    );
                }
            }
        );

    [Fact]
    public void Failed_retried_and_abandoned_equal_a_fold_and_share_no_call() =>
        CallHistories.Check(
            (ledger, opened, slice) =>
            {
                WasteReport report = Waste(opened, slice);
                List<FoldedCall> all = FoldedCall.Of(ledger);
                List<FoldedCall> paid = FoldedCall
                    .Of(ledger, slice)
                    .FindAll(call =>
                        call.IsCall
                        && (call.Failed || _abandoned.Contains(call.Ended!.Outcome))
                        && call.Cost(slice.AsBooked) > Usd.Zero
                    );
                List<FoldedCall> retried = paid.FindAll(call => all.Any(other => IsLater(other, call)));
                List<FoldedCall> abandoned = paid.FindAll(call =>
                    _abandoned.Contains(call.Ended!.Outcome) && !retried.Contains(call)
                );
                List<FoldedCall> failed = [.. paid.Except(retried).Except(abandoned)];
                Assert.Equal(SumOf(failed, slice), report.Findings[(int)WasteKind.Failed].Sum);
                Assert.Equal(SumOf(retried, slice), report.Findings[(int)WasteKind.Retried].Sum);
                Assert.Equal(SumOf(abandoned, slice), report.Findings[(int)WasteKind.Abandoned].Sum);
                Assert.Equal(
                    FoldedCall.Of(ledger, slice).Aggregate(Usd.Zero, (sum, call) => sum + call.Cost(slice.AsBooked)),
                    report.Spent
                );
            }
        );

    [Fact]
    public void Duplicates_are_what_a_cache_of_answers_would_have_spared() =>
        CallHistories.Check(
            (ledger, opened, slice) =>
            {
                WasteFinding found = Waste(opened, slice).Findings[(int)WasteKind.Duplicate];
                List<FoldedCall> spared = Spared(ledger, slice, TimeSpan.FromMinutes(40));
                Assert.Equal(SumOf(spared, slice), found.Sum);
                Assert.Equal(found.Sum, Together(found.Groups));
                Assert.Equal(
                    spared.Select(call => call.Sequence).Order(),
                    found.Examples.Select(example => example.Call.Sequence).Order()
                );
                Assert.All(found.Examples, example => Assert.NotNull(example.Before));
            }
        );

    [Fact]
    public void Missed_caching_equals_a_fold_of_the_entries() =>
        CallHistories.Check(
            (ledger, opened, slice) =>
            {
                WasteFinding found = Waste(opened, slice).Findings[(int)WasteKind.MissedCaching];
                PlainCaching folded = new(new PlainBook(ledger).Of(slice));
                Assert.Equal(
                    folded.Missed.Select(call => call.EndedBy).Order(),
                    found.Examples.Select(example => example.Call.Sequence).Order()
                );
                Usd cost = folded.Missed.Aggregate(Usd.Zero, (sum, call) => sum + call.Known(slice.AsBooked));
                Assert.Equal(new(folded.Missed.Count, cost), found.Sum);
                Assert.Equal(
                    new(folded.Tokens, folded.Most, folded.Missed.Count - folded.Unknown, folded.Unknown),
                    found.Missed
                );
            },
            history: RandomHistory.From
        );

    private static WasteSum Together(IReadOnlyList<WasteGroup> groups) =>
        groups.Aggregate(default(WasteSum), (sum, group) => sum + group.Sum);

    private static bool IsLater(FoldedCall other, FoldedCall call) =>
        other.Opened.Call == call.Opened.Call && other.Ended?.Attempt > call.Ended!.Attempt;

    /// <summary>Replays a cache of answers: for each request the answer in force, call by call as they ended.</summary>
    private static List<FoldedCall> Spared(MemoryLedger ledger, Slice slice, TimeSpan kept)
    {
        List<FoldedCall> spared = [];
        Dictionary<string, FoldedCall> answers = [];
        IEnumerable<FoldedCall> served = FoldedCall
            .Of(ledger, slice)
            .Where(call => call.IsCall && call.Ended!.Kind != EntryKind.Void && !call.Failed)
            .Where(call => !_abandoned.Contains(call.Ended!.Outcome) && call.Opened.RequestDigest is not null)
            .Where(call => call.Ended!.RecordedAt - call.OccurredAt <= TimeSpan.FromHours(1));
        foreach (FoldedCall call in served.OrderBy(call => call.Sequence))
        {
            Entry entry = call.Opened;
            string request = string.Join(
                '/',
                call.Who.Tenant,
                call.Who.Key,
                entry.RequestDigest,
                entry.Api,
                entry.ModelRequested
            );
            FoldedCall? answer = answers.GetValueOrDefault(request);
            if (answer is not null && call.OccurredAt < answer.Ended!.RecordedAt)
            {
                continue;
            }

            if (answer is not null && call.OccurredAt - answer.OccurredAt <= kept)
            {
                spared.Add(call);
            }
            else
            {
                answers[request] = call;
            }
        }

        return spared;
    }

    private static WasteSum SumOf(List<FoldedCall> calls, Slice slice) =>
        new(calls.Count, calls.Aggregate(Usd.Zero, (sum, call) => sum + call.Cost(slice.AsBooked)));

    private static WasteReport Waste(LedgerViews opened, Slice slice)
    {
        WasteQuery query = new()
        {
            Window = slice.Window,
            AsBooked = slice.AsBooked,
            KeptFor = TimeSpan.FromMinutes(40),
            Limit = 100,
        };
        return opened
            .Views.WasteAsync(query, opened.Source, TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();
    }

    private static ExpensiveReport Expensive(LedgerViews opened, Slice slice, int limit)
    {
        ExpensiveQuery query = new()
        {
            Window = slice.Window,
            AsBooked = slice.AsBooked,
            Limit = limit,
        };
        return opened
            .Views.ExpensiveAsync(query, opened.Source, TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();
    }
}
