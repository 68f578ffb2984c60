using TokenLedger.Accounting.Rates;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Elements;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Rates;

/// <summary>Rates: what of that was called has a price, the book's history, and what is the operator's own.</summary>
internal static class RatesPage
{
    /// <summary>Models listed.</summary>
    public const int MostModels = 100;

    /// <summary>Books listed.</summary>
    public const int MostBooks = 20;

    /// <summary>Most models of one window: a bound of memory, far above what providers offer.</summary>
    private const int MostRows = 20_000;

    public static DashboardPage Definition { get; } =
        new("/rates", "Rates", ReadAsync)
        {
            Group = NavigationGroup.Prove,
            Lead = "What of that was called has a price, and which price that is.",
            Filters = FilterBarParts.All,
            Compares = true,
            DefaultLast = "30d",
        };

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        using Views? views = await request.OpenViewsAsync(cancellation).ConfigureAwait(false);
        if (views is null)
        {
            return PageAnswer.NotReady(request.Side);
        }

        CostQuery all = new() { By = [Grouping.Model], Limit = MostRows };
        if (request.ReadCompared(all, out string? problem) is not { } query)
        {
            return PageAnswer.Invalid(problem!);
        }

        CostReport report = views.Costs(query with { Before = null });
        HeldRates rates = request.Gateway.Rates();
        CalledModel[] called =
        [
            .. report
                .Rows.Select(row => Called(row, rates.Book, request.Now))
                .OrderByDescending(one => one.Figures.Unpriced > 0)
                .ThenByDescending(one => one.Figures.Unpriced)
                .ThenByDescending(one => one.Figures.Known),
        ];
        RatesModel model = new()
        {
            Rates = rates,
            Called = called.Length > MostModels ? called[..MostModels] : called,
            LeftOut = Math.Max(0, called.Length - MostModels) + report.RowsLeftOut,
            Total = report.Total,
            Before = query.Before is { } before ? Spending.Of(views, query with { Window = before }) : null,
        };
        if (request.Scope.SeesChanges)
        {
            ChangeQuery books = new() { What = "rates.activated", Limit = MostBooks };
            ChangePage found = await new ChangeTrail(request.Side.Ledger)
                .FindAsync(views, books, cancellation)
                .ConfigureAwait(false);
            model = model with { History = History(found, rates.Book), HasOlder = found.Next is not null };
        }

        return PageAnswer.Show<RatesView, RatesModel>(model, report.AsOfEntry) with
        {
            DeadLetters = report.DeadLetters,
            RestsOn = report.Total,
        };
    }

    private static CalledModel Called(CostRow row, RateBook book, DateTimeOffset now)
    {
        (string? provider, string? model) = (row.Keys[0], row.Keys[1]);
        RateMatch? match = provider is null || model is null ? null : book.Find(provider, model, now);
        return new(provider, model, row.Figures, match);
    }

    private static BookActivation[] History(ChangePage found, RateBook book)
    {
        List<BookActivation> history = [];
        foreach (FoundEntry change in found.Changes)
        {
            string version = change.Entry.Subject ?? "";
            bool isInForce = history.Count == 0 && version == book.Version;
            history.Add(new(change.Sequence, change.Entry.RecordedAt, version, isInForce));
        }

        return [.. history];
    }
}
