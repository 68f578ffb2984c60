using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>Checks something over random ledgers, on both bases, in all time and in a part of it, each twice.</summary>
public static class CallHistories
{
    public static void Check(
        Action<MemoryLedger, LedgerViews, Slice> check,
        int most = 12,
        Func<int[], MemoryLedger>? history = null
    )
    {
        Gen<int[]> steps = Gen.Choose(0, 99_999).ArrayOf(70);
        Gen<(int From, int Length)> windows = Gen.Choose(0, 7200).Zip(Gen.Choose(60, 3600));
        Prop.ForAll(
                steps.ToArbitrary(),
                windows.ToArbitrary(),
                (script, seconds) =>
                {
                    MemoryLedger ledger = (history ?? RandomCalls.From)(script);
                    using LedgerViews opened = new(ledger);
                    DateTimeOffset from = Samples.Began.AddSeconds(seconds.From);
                    DateTimeOffset booked = MemoryLedger.Clock(seconds.From % 60);
                    Slice[] slices =
                    [
                        new SessionsQuery(),
                        new SessionsQuery { Window = new(from, from.AddSeconds(seconds.Length)) },
                        new SessionsQuery { AsBooked = true },
                        new SessionsQuery { AsBooked = true, Window = new(booked, null) },
                    ];
                    foreach (Slice slice in slices.Concat(slices)) // the second time much is remembered
                    {
                        check(ledger, opened, slice);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(most));
    }
}
