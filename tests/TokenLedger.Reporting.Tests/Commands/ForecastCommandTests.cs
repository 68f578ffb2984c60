using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Commands;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Commands;

/// <summary>Forecasts and anomalies over a ledger with eight weeks in it.</summary>
public sealed class ForecastCommandTests : IAsyncLifetime
{
    private const int DaysBack = 56;

    private static readonly DateTimeOffset s_today = new(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using EmbeddedLedger open = await OpenAsync();
        for (int back = DaysBack; back >= 1; back--)
        {
            DateTimeOffset day = s_today.AddDays(-back);
            bool weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            await CallAsync(open, day.AddHours(9), weekend ? "2" : "10", "chat");
            await CallAsync(open, day.AddHours(23), weekend ? "1" : "5", "search");
        }

        await CallAsync(open, s_today.AddDays(-1).AddHours(12), "200", "launch");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_week_is_foreseen_by_its_weekdays_and_its_error_is_told()
    {
        (int code, string output, _) = await RunAsync("forecast", "--days", "7", "--where", "feature=chat", "--json");

        Assert.Equal(0, code);
        JsonElement forecast = JsonElement.Parse(output).GetProperty("whole");
        Assert.Equal("54", Trimmed(forecast.GetProperty("total"), "expected")); // five times 10 and twice 2
        Assert.Equal("0.0", forecast.GetProperty("error_percent").GetString());
        Assert.Equal(7, forecast.GetProperty("days").GetArrayLength());
        Assert.True(forecast.GetProperty("trials").GetInt32() >= 5);
        Assert.Equal(4, forecast.GetProperty("compared").GetArrayLength());
        Assert.Equal(DaysBack, forecast.GetProperty("past").GetArrayLength());
    }

    [Theory]
    [InlineData("past_rests_on", "learned from ", "forecast")]
    [InlineData("rests_on", "looked at ", "anomalies")]
    [InlineData("now_rests_on", "now  ", "drivers", "--last", "7d")]
    [InlineData("then_rests_on", "then ", "drivers", "--last", "7d")]
    public async Task What_amounts_rest_on_is_told_to_people_as_in_the_document(
        string member,
        string before,
        params string[] words
    )
    {
        (_, string json, _) = await RunAsync([.. words, "--json"]);
        (_, string text, _) = await RunAsync(words);

        JsonElement basis = JsonElement.Parse(json).GetProperty(member);
        string Amount(string name) => basis.GetProperty(name).GetString()!;
        Assert.Contains(
            $"{before}{Amount("cost_usd")} USD: {Amount("reported_usd")} reported by providers, {Amount("counted_usd")} counted here, "
                + $"{Amount("estimated_usd")} estimated; every call has a price",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Each_value_of_a_grouping_has_a_forecast_of_its_own_and_the_dearest_come_first()
    {
        (int code, string output, _) = await RunAsync("forecast", "--days", "7", "--by", "feature", "--json");

        Assert.Equal(0, code);
        JsonElement groups = JsonElement.Parse(output).GetProperty("groups");
        Assert.Equal(
            ["chat", "search", "launch"],
            groups.EnumerateArray().Select(group => group.GetProperty("group").GetProperty("feature").GetString())
        );
        Assert.Equal("27", Trimmed(groups[1].GetProperty("total"), "expected"));
        Assert.Contains("Not enough data", groups[2].GetProperty("problem").GetString(), StringComparison.Ordinal);

        (_, string table, _) = await RunAsync("forecast", "--days", "7", "--by", "feature", "--limit", "2");
        Assert.Contains("1 more; show them with --limit.", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_days_it_is_this_month_with_what_was_spent_of_it()
    {
        (int code, string output, _) = await RunAsync("forecast", "--where", "feature=chat", "--json");

        JsonElement document = JsonElement.Parse(output);
        JsonElement forecast = document.GetProperty("whole");
        DateOnly today = DateOnly.FromDateTime(s_today.UtcDateTime);
        decimal before = Enumerable
            .Range(1, today.Day - 1)
            .Sum(day =>
                new DateOnly(today.Year, today.Month, day).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
                    ? 2m
                    : 10m
            );
        Assert.Equal(0, code);
        Assert.Equal(before, decimal.Parse(forecast.GetProperty("before").GetString()!, CultureInfo.InvariantCulture));
        Assert.EndsWith(
            DateTime.DaysInMonth(today.Year, today.Month).ToString(CultureInfo.InvariantCulture),
            document.GetProperty("last").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Too_little_to_go_by_is_said_and_is_a_failure()
    {
        (int code, string output, _) = await RunAsync("forecast", "--days", "30", "--where", "feature=launch");

        Assert.Equal(1, code);
        Assert.Contains("Not enough data: 1 periods are known", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_out_of_the_usual_is_found_with_who_made_the_difference()
    {
        (int code, string output, _) = await RunAsync("anomalies", "--by", "feature", "--of", "cost", "--json");

        Assert.Equal(0, code);
        JsonElement found = Assert.Single(JsonElement.Parse(output).GetProperty("anomalies").EnumerateArray());
        Assert.Equal(s_today.AddDays(-1), found.GetProperty("from").GetDateTimeOffset());
        JsonElement who = found.GetProperty("contributors")[0];
        Assert.Equal(
            ("launch", "100"),
            (who.GetProperty("group").GetProperty("feature").GetString(), who.GetProperty("percent").GetString())
        );
        Assert.Equal("200.00", who.GetProperty("excess").GetString());
    }

    [Fact]
    public async Task Where_nothing_is_unusual_that_is_said()
    {
        (int code, string output, _) = await RunAsync("anomalies", "--where", "feature=search");

        Assert.Equal(0, code);
        Assert.Contains("Nothing unusual in the last 14 days", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forecast", "--days", "0", "'days' must be 1 to 366")]
    [InlineData("forecast", "--time-zone", "Mars/Base", "There is no time zone 'Mars/Base'")]
    [InlineData("forecast", "--where", "colour=red", "colour")]
    [InlineData("anomalies", "--by", "colour", "There is no grouping 'colour'")]
    [InlineData("anomalies", "--of", "colour", "'of' must be of cost, tokens")]
    [InlineData("anomalies", "--limit", "0", "'limit' must be 1 to 100")]
    public async Task What_makes_no_sense_is_refused_with_what_would(
        string command,
        string option,
        string value,
        string message
    )
    {
        (int code, _, string error) = await RunAsync(command, option, value);

        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static string Trimmed(JsonElement document, string name) =>
        decimal.Parse(document.GetProperty(name).GetString()!, CultureInfo.InvariantCulture)
            .ToString("0.##", CultureInfo.InvariantCulture);

    private async Task<EmbeddedLedger> OpenAsync()
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new EmbeddedLedgerOptions { Folder = new DataFolder(_folder.Path).Ledger },
            TimeProvider.System,
            Cancellation
        );
        return opened.Ledger!;
    }

    private static async Task CallAsync(EmbeddedLedger ledger, DateTimeOffset at, string cost, string feature)
    {
        Entry authorization = Samples.Authorization(who: new Attribution { Feature = feature }, at: at);
        Assert.True((await ledger.AppendAsync(authorization, Cancellation)).IsAppended);
        Assert.True((await ledger.AppendAsync(Samples.Settlement(authorization, cost), Cancellation)).IsAppended);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await CommandLine.RunAsync([.. args, "--data", _folder.Path], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
