using TokenLedger.Accounting.Rates;
using TokenLedger.Dashboard.Pages.Shell;

namespace TokenLedger.Dashboard.Pages.Rates;

/// <summary>The rates of one model: which row takes its name now, and every row of its family with the time it holds.</summary>
internal static class RateModelPage
{
    public static DashboardPage Definition { get; } =
        new("/rates/model", "Rates of a model", ReadAsync) { DefaultLast = null };

    private static ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        string? provider = request.Word("provider");
        string? model = request.Word("model");
        if (provider is null || model is null)
        {
            return ValueTask.FromResult(
                PageAnswer.Invalid("Say which model: /rates/model?provider=openai&model=gpt-5.")
            );
        }

        RateBook book = request.Gateway.Rates().Book;
        RateMatch? match = book.Find(provider, model, request.Now);
        RateRow[] rows = match is null
            ? []
            :
            [
                .. book
                    .OverlayRows.Where(row => row.Provider == match.Row.Provider)
                    .Concat(book.RowsOf(match.Row.Provider))
                    .Where(row => row.Model == match.Row.Model)
                    .OrderByDescending(row => row.From ?? DateTimeOffset.MinValue)
                    .ThenBy(row => row.Place),
            ];
        RateModelModel shown = new(provider, model, book.ShortVersion, match, rows);
        return ValueTask.FromResult(
            PageAnswer.Show<RateModelView, RateModelModel>(shown) with
            {
                Title = Elements.Show.Cut(model, 80),
                Lead = $"Rates at {Elements.Show.Cut(provider)}, book {book.ShortVersion}.",
            }
        );
    }
}

/// <summary>The rates of one model.</summary>
/// <param name="Provider">The provider asked for.</param>
/// <param name="Asked">The model asked for.</param>
/// <param name="Version">The book's short version.</param>
/// <param name="Match">The row in force and how the name led to it; null when the model has no price.</param>
/// <param name="Rows">The rows of its family, the newest first.</param>
public sealed record RateModelModel(
    string Provider,
    string Asked,
    string Version,
    RateMatch? Match,
    IReadOnlyList<RateRow> Rows
);
