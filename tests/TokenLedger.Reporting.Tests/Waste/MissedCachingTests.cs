using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries.Waste;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Waste;

public sealed class MissedCachingTests : IAsyncDisposable
{
    private readonly MemoryLedger _ledger = new();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task A_long_prompt_that_goes_on_with_a_conversation_and_reads_no_cache_is_found()
    {
        Turn(seconds: 0, input: 2000);
        Turn(seconds: 60, input: 2500);
        WasteFinding found = await Ask();
        Assert.Equal((1L, "0.5"), (found.Sum.Calls, found.Sum.Cost.ToString()));
        Assert.Equal((2000L, 0L, 1L), (found.Missed!.Tokens, found.Missed.Calls, found.Missed.Unknown));
        WasteExample example = Assert.Single(found.Examples);
        Assert.Equal((3L, 1L), (example.Call.Sequence, example.Before));
    }

    [Fact]
    public async Task What_it_would_have_saved_is_told_by_the_rates_of_entries_that_did_read_a_cache()
    {
        Turn(seconds: 0, input: 2000);
        Turn(seconds: 60, input: 2500);
        // 1000 cached tokens at 0.000125 instead of 0.00125, which 100 fresh tokens for 0.000125 tell.
        Cached(seconds: 90);
        MissedSaving missed = (await Ask()).Missed!;
        Assert.Equal((2000L, 1L, 0L), (missed.Tokens, missed.Calls, missed.Unknown));
        Assert.Equal("0.00225", missed.Most.ToString());
    }

    [Theory]
    [InlineData(60, 2500, 0, "s1")] // shorter prompts than providers cache come first
    [InlineData(301, 2500, 2000, "s1")] // later than a cache keeps a prompt
    [InlineData(60, 1999, 2000, "s1")] // a shorter prompt is not the earlier one continued
    [InlineData(60, 2500, 2000, "s2")] // another conversation
    [InlineData(60, 2500, 2000, null)] // no conversation
    public async Task What_is_not_certainly_a_conversation_is_left_alone(
        int seconds,
        int input,
        int first,
        string? session
    )
    {
        Turn(seconds: 0, input: first);
        Turn(seconds, input, session);
        Assert.Equal(0, (await Ask()).Sum.Calls);
    }

    [Fact]
    public async Task A_call_that_reads_or_writes_a_cache_misses_nothing()
    {
        Turn(seconds: 0, input: 2000);
        Turn(seconds: 30, input: 2500, lines: [Samples.Line(Meters.CacheRead, 10, "0.000001")]);
        Turn(seconds: 60, input: 3500, lines: [Samples.Line(Meters.CacheWrite, 10, "0.000001")]);
        Assert.Equal(0, (await Ask()).Sum.Calls);
    }

    private void Turn(int seconds, int input, string? session = "s1", LineItem[]? lines = null) =>
        Append(seconds, session, [Samples.Line(Meters.Input, input, "0.5"), .. lines ?? []]);

    private void Cached(int seconds) =>
        Append(
            seconds,
            "other",
            [Samples.Line(Meters.Input, 100, "0.000125"), Samples.Line(Meters.CacheRead, 1000, "0.000125")]
        );

    private void Append(int seconds, string? session, LineItem[] lines)
    {
        Attribution who = new() { Tenant = "t", Session = session };
        Entry authorization = Samples.Authorization(who: who, at: Samples.Began.AddSeconds(seconds));
        _ledger.Append(authorization);
        _ledger.Append(Samples.Settlement(authorization, "0.5") with { Lines = lines });
    }

    private async Task<WasteFinding> Ask()
    {
        using LedgerViews opened = new(_ledger);
        WasteReport report = await opened.Views.WasteAsync(
            new WasteQuery(),
            opened.Source,
            TestContext.Current.CancellationToken
        );
        return report.Findings[(int)WasteKind.MissedCaching];
    }
}
