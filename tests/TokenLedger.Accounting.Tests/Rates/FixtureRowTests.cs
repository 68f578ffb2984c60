using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

/// <summary>The row a recorded exchange carries is the row the book has for its model at its time.</summary>
public sealed class FixtureRowTests
{
    /// <summary>Its answer names only a deployment; which model that is, the gateway's configuration says.</summary>
    private const string DeploymentOnly = "azure-04-content-filter.json";

    public static TheoryData<string> Cases =>
        [
            .. Directory
                .GetFiles(Folder, "*.json")
                .Select(path => Path.GetFileName(path))
                .Where(name => !name.StartsWith("rule-", StringComparison.Ordinal) && name != DeploymentOnly)
                .Order(),
        ];

    private static string Folder =>
        TestData.Shared is string shared ? Path.Combine(shared, "usage-fixtures") : TestData.Own("usage-fixtures");

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_book_has_the_row_of_a_recorded_exchange(string name)
    {
        JsonElement exchange = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name))).RootElement;
        string provider = exchange.GetProperty("provider").GetString()!;
        string? served = exchange.GetProperty("expect").GetProperty("served_model").GetString();
        string? asked = exchange.GetProperty("request").GetProperty("model").GetString();
        DateTimeOffset at = exchange.GetProperty("at").GetDateTimeOffset();
        JsonElement rate = exchange.GetProperty("rate");
        RateBook book = Book(provider, rate);
        RateRow? row = (Find(served) ?? Find(asked))?.Row;
        if (rate.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(row);
            return;
        }

        (RateRow? expected, _) = RateBook.ReadRow(provider, name, Encoding.UTF8.GetBytes(rate.GetRawText()));
        Assert.Equal(expected!.Model, row?.Model);
        Assert.Equal((expected.From, expected.To), (row!.From, row.To));
        Assert.Equal(Shown(expected), Shown(row));

        RateMatch? Find(string? model) => model is null ? null : book.Find(provider, model, RowInstant(exchange, at));
    }

    /// <summary>The book; a row whose only source is the operator is an overlay of it.</summary>
    private static RateBook Book(string provider, JsonElement rate)
    {
        if (rate.ValueKind == JsonValueKind.Null || rate.GetProperty("sources")[0].GetString() != "operator")
        {
            return RateBook.Embedded;
        }

        string row = rate.GetRawText()[..^1] + ",\"confidence\":\"high\"}";
        string table =
            $$$"""{"schema":"rate-table/1","provider":"{{{provider}}}","currency":"USD","as_of":"2026-11-01","sources":{"operator":{}},"rates":[{{{row}}}]}""";
        RateBookResult result = RateBook.Load(
            new RateSources { Overlays = [new("own.json", Encoding.UTF8.GetBytes(table))] }
        );
        Assert.Empty(result.Problems);
        return result.Book!;
    }

    /// <summary>Where the row goes by completion, the instant of completion finds it.</summary>
    private static DateTimeOffset RowInstant(JsonElement exchange, DateTimeOffset at) =>
        exchange.GetProperty("rate") is { ValueKind: JsonValueKind.Object } rate
        && rate.TryGetProperty("clock", out JsonElement clock)
        && clock.GetString() == "completion"
        && exchange.TryGetProperty("completed_at", out JsonElement completed)
            ? completed.GetDateTimeOffset()
            : at;

    private static IEnumerable<string> Shown(RateRow row) =>
        row
            .Prices.Select(price => $"{price.Meter} {price.Usd}/{price.Per} {Shown(price.When)}")
            .Concat(
                row.Multipliers.Select(times =>
                    $"{times.Dimension} x{times.Times} {string.Join(',', times.Meters)} {Shown(times.When)}"
                )
            )
            .Concat(row.Minimums.Select(minimum => minimum.ToString()))
            .Concat(row.OncePerPrompt)
            .Append($"{row.ByCompletion} {row.CacheWriteDefaultTtl} {row.Free} {row.SelfHosted} {row.Bucket}")
            .Order(StringComparer.Ordinal);

    private static string Shown(IReadOnlyList<RateCondition> when) =>
        string.Join(
            " & ",
            when.Select(condition =>
                condition switch
                {
                    OneOf one => $"{one.Dimension} {one.Negated} {string.Join('|', one.Values)}",
                    TimeOfDay time => string.Join(
                        '|',
                        time.Windows.Select(window =>
                            $"{window.Offset} {window.Start}-{window.End} {string.Join(',', window.Days ?? [])} "
                            + string.Join(',', window.ExceptDates)
                        )
                    ),
                    _ => condition.ToString(),
                }
            )
        );
}
