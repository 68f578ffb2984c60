using System.Text.Json;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Verification;
using TokenLedger.Serve;
using TokenLedger.Tests.Commands;

namespace TokenLedger.Tests.Adjusting;

public sealed class RerateCommandTests : IDisposable
{
    private static readonly DateTimeOffset _first = new(2026, 11, 1, 10, 0, 0, default);
    private readonly LedgerCase _case = new();
    private readonly string _rates;

    // 100 input tokens at 2 USD per million: 0.0002 USD a call.
    public RerateCommandTests() => _rates = Table("new.json", "2", "gpt-5.6-sol");

    public void Dispose() => _case.Dispose();

    [Fact]
    public async Task A_dry_run_shows_the_difference_and_books_nothing()
    {
        await _case.WriteAsync(LedgerCase.Settlement("0.000125"), LedgerCase.Settlement(null));

        Run run = await RerateAsync("--from", "2026-11-01");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string model = Line(run, "gpt-5.6-sol");
        Assert.Equal(
            ["openai", "gpt-5.6-sol", "2", "2", "1", "0", "0", "0.000125", "0.0004", "+0.000275"],
            model.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Contains("Book the difference with --apply", run.Output, StringComparison.Ordinal);
        Assert.Empty(_case.Adjustments());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Applied_the_difference_is_booked_once_however_often_it_is_run(bool running)
    {
        Entry priced = LedgerCase.Settlement("0.000125");
        Entry unpriced = LedgerCase.Settlement(null);
        await _case.WriteAsync(priced, unpriced);
        string[] command = ["--from", "2026-11-01", "--apply", "--reason", "late price"];

        JsonElement first = Json(await ServedAsync(running, [.. command, "--json"]));
        Run second = await ServedAsync(running, command);

        Assert.Equal((2, 0), (first.GetProperty("booked").GetInt32(), first.GetProperty("not_booked").GetInt32()));
        Assert.Contains("Booked 0 adjustments", second.Output, StringComparison.Ordinal);
        Assert.Equal([priced.Id, unpriced.Id], _case.Adjustments().Select(entry => entry.Corrects!.Value));
        Entry adjustment = _case.Adjustments()[1];
        Assert.Equal(
            ("late price", (bool?)true, "0.0002"),
            (adjustment.Reason, adjustment.Priced, adjustment.Cost.ToString())
        );
        Assert.Contains("openai/gpt-5.6-sol@", adjustment.Lines[1].RateId!, StringComparison.Ordinal);
        Assert.StartsWith("rates ", adjustment.Subject, StringComparison.Ordinal);
        Assert.Equal(_first, adjustment.OccurredAt);
        VerificationReport report = await LedgerVerifier.RunAsync(
            _case.Data.Ledger,
            null,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task Another_book_books_the_difference_to_the_corrected_amount_and_the_first_again_takes_it_back()
    {
        await _case.WriteAsync(LedgerCase.Settlement("0.000125"));
        string other = Table("other.json", "7", "gpt-5.6-sol");

        await RerateAsync("--from", "2026-11-01", "--apply");
        await Run.Of(["rerate", "--data", _case.Data.Path, "--rates", other, "--last", "3650d", "--apply"]);
        await RerateAsync("--from", "2026-11-01", "--apply");

        Assert.Equal(
            ["0.000075", "0.0005", "-0.0005"],
            _case.Adjustments().Select(adjustment => adjustment.Cost.ToString())
        );
    }

    [Fact]
    public async Task Stopped_half_way_and_run_again_every_call_is_corrected_once()
    {
        Entry[] settlements = [.. Enumerable.Range(0, 620).Select(_ => LedgerCase.Settlement("0.000125"))];
        await _case.WriteAsync(settlements);

        // What a run does that is killed after its first list.
        RateBook book = RateFiles.Load([_rates]);
        await using (IAdjustmentRoad road = await OpenRoadAsync())
        {
            await road.BookAsync(
                [.. settlements.Take(500).Select(entry => Rerating.Of(entry, [], book).Draft(entry, book, "re-rated"))],
                TestContext.Current.CancellationToken
            );
        }

        int before = _case.Adjustments().Count;
        Run again = await RerateAsync("--from", "2026-11-01", "--apply");

        Assert.Equal(500, before);
        Assert.Contains("Booked 120 adjustments", again.Output, StringComparison.Ordinal);
        Assert.Equal(
            settlements.Select(settlement => settlement.Id).Order(),
            _case.Adjustments().Select(adjustment => adjustment.Corrects!.Value).Order()
        );
    }

    [Fact]
    public async Task Only_the_calls_meant_are_priced_again()
    {
        Entry early = LedgerCase.Settlement("0.000125");
        Entry late = LedgerCase.Settlement("0.000125", _first.AddDays(1));
        await _case.WriteAsync(early, late);

        Assert.Equal(1, await CallsAsync("--from", "2026-11-02"));
        Assert.Equal(1, await CallsAsync("--to", "2026-11-02"));
        Assert.Equal(2, await CallsAsync("--from", "2026-11-01", "--model", "GPT-5*sol"));
        Assert.Equal(0, await CallsAsync("--from", "2026-11-01", "--model", "gpt-5"));
        Assert.Equal(0, await CallsAsync("--from", "2026-11-01", "--provider", "anthropic"));
    }

    [Fact]
    public async Task What_cannot_be_priced_again_exactly_is_named_and_left_alone()
    {
        Entry lost = LedgerCase.Settlement("0.5") with { ModelServed = "gone", ModelRequested = "gone" };
        Entry crashed = LedgerCase.Settlement("0.5") with { Flags = ["recovered"] };
        await _case.WriteAsync(lost, crashed);

        Run run = await RerateAsync("--from", "2026-11-01", "--apply");
        JsonElement entries = Json(await RerateAsync("--from", "2026-11-01", "--json")).GetProperty("entries");

        Assert.Contains(
            "Left alone, 1: it was settled at its bound after a crash",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("no price for tokens.input of gone", run.Output, StringComparison.Ordinal);
        Assert.Empty(_case.Adjustments());
        Assert.All(
            entries.EnumerateArray(),
            entry => Assert.Equal("not_rerated", entry.GetProperty("state").GetString())
        );
        Assert.Equal(2, entries.GetArrayLength());
    }

    [Theory]
    [InlineData("Say which calls")]
    [InlineData("there is no", "--from", "2026-11-01", "--rates", "/nowhere.json")]
    [InlineData("--reason", "--from", "2026-11-01", "--reason", " ")]
    [InlineData("not an instant", "--from", "yesterday")]
    public async Task What_makes_no_sense_ends_with_2(string expected, params string[] args)
    {
        Run run = await Run.Of(["rerate", "--data", _case.Data.Path, .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adjust_and_credit_book_by_hand_and_costs_tells_them_apart()
    {
        Entry settled = LedgerCase.Settlement("0.5", DateTimeOffset.UtcNow.AddHours(-1));
        await _case.WriteAsync(settled);
        string data = _case.Data.Path;

        Run adjusted = await Run.Of([
            "adjust",
            "--data",
            data,
            "--call",
            $"{settled.Call}",
            "--amount",
            "-0.10",
            "--reason",
            "twice",
            "--key",
            "k",
        ]);
        Run again = await Run.Of([
            "adjust",
            "--data",
            data,
            "--call",
            $"{settled.Call}",
            "--amount",
            "-0.10",
            "--reason",
            "twice",
            "--key",
            "k",
        ]);
        Run credited = await Run.Of([
            "credit",
            "--data",
            data,
            "--amount",
            "0.05",
            "--tenant",
            "acme",
            "--provider",
            "openai",
            "--reason",
            "outage",
        ]);
        Run corrected = await Run.Of(["costs", "--data", data, "--by", "tenant"]);
        Run booked = await Run.Of(["costs", "--data", data, "--by", "tenant", "--as", "booked"]);
        Run listed = await Run.Of(["entries", "--data", data, "--kind", "adjustment"]);

        Assert.Equal((0, 0, 0), (adjusted.ExitCode, again.ExitCode, credited.ExitCode));
        Assert.StartsWith("Booked -0.1 USD", adjusted.Output, StringComparison.Ordinal);
        Assert.StartsWith("Already booked", again.Output, StringComparison.Ordinal);
        Assert.Contains("0.350000", Line(corrected, "acme"), StringComparison.Ordinal);
        Assert.Contains("As corrected: 2 adjustments of -0.15 USD", corrected.Output, StringComparison.Ordinal);
        Assert.Contains("0.500000", Line(booked, "acme"), StringComparison.Ordinal);
        Assert.Contains("2 entries", listed.Output, StringComparison.Ordinal);
        Assert.Contains("outage", listed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "not an amount", "adjust", "--entry", "ENTRY", "--amount", "ten", "--reason", "r")]
    [InlineData(2, "Name what to correct", "adjust", "--amount", "1", "--reason", "r")]
    [InlineData(2, "not an id", "adjust", "--entry", "x", "--amount", "1", "--reason", "r")]
    [InlineData(2, "a reason", "adjust", "--entry", "ENTRY", "--amount", "1", "--reason", " ")]
    [InlineData(2, "more than 0", "credit", "--amount", "-1", "--reason", "r")]
    [InlineData(
        2,
        "leave the rest out",
        "credit",
        "--entry",
        "ENTRY",
        "--tenant",
        "t",
        "--amount",
        "1",
        "--reason",
        "r"
    )]
    [InlineData(
        1,
        "no entry",
        "adjust",
        "--entry",
        "01980000-0000-7000-8000-000000000000",
        "--amount",
        "1",
        "--reason",
        "r"
    )]
    public async Task A_slip_is_refused_with_what_to_do(int code, string expected, params string[] args)
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);

        Run run = await Run.Of([
            .. args.Select(arg => arg == "ENTRY" ? settled.Id.ToString() : arg),
            "--data",
            _case.Data.Path,
        ]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(_case.Adjustments());
    }

    private Task<IAdjustmentRoad> OpenRoadAsync() =>
        AdjustmentRoad.OpenAsync(_case.Data, null, TimeProvider.System, TestContext.Current.CancellationToken);

    private string Table(string name, string usd, string model)
    {
        string path = Path.Combine(_case.Data.Path, name);
        File.WriteAllText(
            path,
            $$$"""
            {"schema":"rate-table/1","provider":"openai","currency":"USD","as_of":"2026-01-01","sources":{"s":{"what":"a test"}},
             "rates":[{"model":"{{{model}}}","match":{"ids":["{{{model}}}"]},"from":null,"to":null,
               "prices":[{"meter":"tokens.input","usd":"{{{usd}}}","per":1000000}],"sources":["s"],"confidence":"high"}]}
            """
        );
        return path;
    }

    private Task<Run> RerateAsync(params string[] args) =>
        Run.Of(["rerate", "--data", _case.Data.Path, "--rates", _rates, .. args]);

    private async Task<Run> ServedAsync(bool running, string[] args)
    {
        if (!running)
        {
            return await RerateAsync(args);
        }

        await using RunningGateway gateway = await _case.ServeAsync();
        return await RerateAsync(args);
    }

    private async Task<int> CallsAsync(params string[] args) =>
        Json(await RerateAsync([.. args, "--json"])).GetProperty("total").GetProperty("calls").GetInt32();

    private static JsonElement Json(Run run)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonElement.Parse(run.Output);
    }

    private static string Line(Run run, string text) =>
        run.Output.Split('\n').First(line => line.Contains(text, StringComparison.Ordinal));
}
