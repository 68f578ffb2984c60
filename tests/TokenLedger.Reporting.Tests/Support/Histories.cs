using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>Checks a statement over random histories, windows and both bases.</summary>
public static class Histories
{
    private const int Tries = 40;

    /// <summary>A history with what is asked about it.</summary>
    /// <param name="Views">The views of the ledger.</param>
    /// <param name="Book">The ledger read by hand.</param>
    /// <param name="Window">A span of time, mostly with some of the history in it.</param>
    /// <param name="AsBooked">The basis.</param>
    /// <param name="Number">Something to choose by.</param>
    public sealed record Case(Views Views, PlainBook Book, Window Window, bool AsBooked, int Number);

    public static void Check(Action<Case> statement)
    {
        Gen<int[]> scripts = Gen.Choose(0, 1_000_000).ArrayOf(60);
        Gen<(int From, int Length)> windows = Gen.Choose(-5, RandomHistory.Hours).Zip(Gen.Choose(1, 60));
        Prop.ForAll(
                scripts.ToArbitrary(),
                windows.ToArbitrary(),
                Gen.Choose(0, 999).ToArbitrary(),
                (script, hours, number) =>
                {
                    MemoryLedger ledger = RandomHistory.From(script);
                    using OpenedViews opened = OpenedViews.Of(ledger);
                    PlainBook book = new(ledger);
                    DateTimeOffset from = Samples.Began.AddHours(hours.From).AddMinutes(number % 60);
                    Window window = new(from, from.AddHours(hours.Length));
                    statement(new(opened.Now, book, window, false, number));
                    statement(new(opened.Now, book, new(Samples.Began.AddDays(-1), null), false, number));
                    // The ledger's clock moves a second with each entry.
                    Window booked = new(
                        Samples.Began.AddSeconds(hours.From),
                        Samples.Began.AddSeconds(hours.From + 99)
                    );
                    statement(new(opened.Now, book, booked, true, number));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Tries));
    }
}
