using TokenLedger.Commands;
using TokenLedger.Commands.Adjusting;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Verification;
using TokenLedger.Serve;

namespace TokenLedger.Tests.Adjusting;

public sealed class AdjustmentRoadTests : IDisposable
{
    private readonly LedgerCase _case = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _case.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_the_road_the_adjustment_lands_where_the_corrected_entry_landed(bool running)
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);

        AdjustmentDocument booked = await BookAsync(running, LedgerCase.Draft(settled.Id, "-0.125", "k-1"));

        Entry adjustment = Assert.Single(_case.Adjustments());
        Assert.Equal(("booked", booked.Entry), (booked.Status, (Guid?)adjustment.Id));
        Assert.Equal(settled.Id, adjustment.Corrects);
        Assert.Equal(settled.Call, adjustment.Call);
        Assert.Equal(settled.OccurredAt, adjustment.OccurredAt);
        Assert.Equal("acme", adjustment.Attribution.Tenant);
        Assert.Equal("gpt-5.6-sol", adjustment.ModelServed);
        Assert.Equal("-0.125", adjustment.Cost.ToString());
        Assert.Equal("a reason", adjustment.Reason);
        Assert.True(adjustment.RecordedAt > settled.OccurredAt);
        Assert.Empty((await LedgerVerifier.RunAsync(_case.Data.Ledger, null, null, Cancellation)).Findings);
    }

    [Fact]
    public async Task Asked_for_again_by_any_road_nothing_is_booked_twice()
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);
        AdjustmentDraft draft = LedgerCase.Draft(settled.Id, "-0.125", "k-1");

        AdjustmentDocument first = await BookAsync(running: false, draft);
        AdjustmentDocument second = await BookAsync(running: true, draft);
        AdjustmentDocument third = await BookAsync(running: false, draft);

        Assert.Equal(["booked", "already_booked", "already_booked"], [first.Status, second.Status, third.Status]);
        Assert.Equal(first.Entry, third.Entry);
        Assert.Single(_case.Adjustments());
    }

    [Fact]
    public async Task Asked_for_by_many_at_once_it_is_booked_once()
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);
        AdjustmentDraft draft = LedgerCase.Draft(settled.Id, "-0.125", "k-1");
        await using (await _case.ServeAsync())
        {
            string[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AskAsync(draft)));

            Assert.Single(outcomes, "booked");
            Assert.Equal(15, outcomes.Count(outcome => outcome == "already_booked"));
        }

        Assert.Single(_case.Adjustments());

        async Task<string> AskAsync(AdjustmentDraft asked)
        {
            await using IAdjustmentRoad road = await OpenAsync();
            return (await road.BookAsync([asked], Cancellation))[0].Status;
        }
    }

    [Fact]
    public async Task In_one_list_each_gets_its_own_outcome()
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);
        AdjustmentDraft good = LedgerCase.Draft(settled.Id, "-0.1", "good");
        AdjustmentDraft[] drafts =
        [
            good,
            good,
            LedgerCase.Draft(settled.Id, "-0.2", "good"),
            LedgerCase.Draft(Guid.CreateVersion7(), "-0.1", "unknown"),
            LedgerCase.Draft(settled.Id, "0", "nothing"),
            LedgerCase.Draft(settled.Id, "-0.1", "wordless", reason: " "),
            LedgerCase.Draft(settled.Id, "-1000000000.01", "slip"),
            LedgerCase.Draft(settled.Id, "-0.1", "a key with spaces"),
        ];

        await using IAdjustmentRoad road = await OpenAsync();
        IReadOnlyList<AdjustmentDocument> outcomes = await road.BookAsync(drafts, Cancellation);

        Assert.Equal(
            ["booked", "already_booked", "conflict", "not_found", "invalid", "invalid", "invalid", "invalid"],
            outcomes.Select(outcome => outcome.Status)
        );
        Assert.Single(_case.Adjustments());
    }

    [Fact]
    public async Task A_difference_to_a_state_that_has_changed_is_not_booked()
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);
        AdjustmentDraft toNothing = LedgerCase.Draft(settled.Id, "-0.1", "a") with { ChecksNewest = true };
        await using IAdjustmentRoad road = await OpenAsync();

        AdjustmentDocument first = (await road.BookAsync([toNothing], Cancellation))[0];
        AdjustmentDocument late = (await road.BookAsync([toNothing with { Key = "b" }], Cancellation))[0];
        AdjustmentDocument next = (
            await road.BookAsync([toNothing with { Key = "c", Newest = first.Entry }], Cancellation)
        )[0];
        AdjustmentDocument again = (await road.BookAsync([toNothing], Cancellation))[0];

        Assert.Equal(
            ["booked", "conflict", "booked", "already_booked"],
            [first.Status, late.Status, next.Status, again.Status]
        );
    }

    [Fact]
    public async Task An_adjustment_or_an_authorization_is_not_corrected()
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled);
        await using IAdjustmentRoad road = await OpenAsync();
        AdjustmentDocument first = (await road.BookAsync([LedgerCase.Draft(settled.Id, "-0.1", "a")], Cancellation))[0];

        AdjustmentDocument ofItself = (await road.BookAsync([LedgerCase.Draft(first.Entry, "1", "b")], Cancellation))[
            0
        ];
        Guid held = _case.Entries().Single(entry => entry.Kind == EntryKind.Authorization).Id;
        AdjustmentDocument ofHold = (await road.BookAsync([LedgerCase.Draft(held, "1", "c")], Cancellation))[0];

        Assert.Contains($"Correct {settled.Id}", ofItself.Problem!, StringComparison.Ordinal);
        Assert.Contains("no cost to correct", ofHold.Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_stands_for_its_settlement()
    {
        Entry settled = LedgerCase.Settlement("0.5");
        await _case.WriteAsync(settled, LedgerCase.Settlement("0.7"));
        await using IAdjustmentRoad road = await OpenAsync();

        AdjustmentDraft draft = LedgerCase.Draft(null, "-0.1", "a") with { CorrectsCall = settled.Call };
        AdjustmentDocument booked = (await road.BookAsync([draft], Cancellation))[0];

        Assert.Equal((settled.Id, settled.Call), (booked.Corrects!.Value, booked.Call));
    }

    [Fact]
    public async Task A_gateway_with_a_token_asks_for_it()
    {
        await _case.WriteAsync(LedgerCase.Settlement("0.5"));
        await using RunningGateway gateway = await _case.ServeAsync(adminToken: "a-token-of-sixteen");

        CommandFailedException refused = await Assert.ThrowsAsync<CommandFailedException>(() => OpenAsync());
        await using IAdjustmentRoad open = await OpenAsync("a-token-of-sixteen");

        Assert.Contains("TOKENLEDGER_ADMIN__TOKEN", refused.Message, StringComparison.Ordinal);
        Assert.Contains(gateway.Address.Authority, open.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_ledger_one_sentence_says_so_and_none_is_made()
    {
        CommandFailedException refused = await Assert.ThrowsAsync<CommandFailedException>(() => OpenAsync());

        Assert.Contains("There is no ledger", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_case.Data.Ledger));
    }

    private Task<IAdjustmentRoad> OpenAsync(string? token = null) =>
        AdjustmentRoad.OpenAsync(_case.Data, token, TimeProvider.System, Cancellation);

    private async Task<AdjustmentDocument> BookAsync(bool running, AdjustmentDraft draft)
    {
        RunningGateway? gateway = running ? await _case.ServeAsync() : null;
        try
        {
            await using IAdjustmentRoad road = await OpenAsync();
            return (await road.BookAsync([draft], Cancellation))[0];
        }
        finally
        {
            if (gateway is not null)
            {
                await gateway.DisposeAsync();
            }
        }
    }
}
