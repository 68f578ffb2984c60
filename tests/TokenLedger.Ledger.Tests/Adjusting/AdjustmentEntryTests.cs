using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Adjusting;

public sealed class AdjustmentEntryTests
{
    [Fact]
    public void The_id_follows_from_the_key_and_is_a_version_8_uuid()
    {
        Guid id = AdjustmentKey.ToId("invoice-4711");

        // printf 'tokenledger adjustment\ninvoice-4711' | sha256sum
        Assert.Equal(Guid.Parse("151c479b-26e2-8216-8bda-9c33838d6406"), id);
        Assert.Equal(8, id.Version);
        Assert.NotEqual(id, AdjustmentKey.ToId("invoice-4712"));
    }

    [Fact]
    public void What_is_taken_off_an_estimate_takes_off_the_estimate()
    {
        Quantity[] guessed = [new(Meters.Input, 1_000_000, Provenance.Estimated)];
        Entry estimate = Settled.With(Rates.Of("1"), guessed, source: UsageSource.Estimated);
        Assert.Equal(estimate.KnownCost, estimate.EstimatedCost);

        Entry adjustment = Settled.Booked(AdjustmentLines.Correction, "-0.75", estimate);
        Entry credit = Settled.Booked(AdjustmentLines.Credit, "-0.125", estimate);

        Assert.Equal("-0.75", adjustment.EstimatedCost.ToString());
        Assert.Null(credit.EstimatedCost);
    }

    [Fact]
    public void A_negative_difference_survives_its_canonical_bytes()
    {
        Entry settled = Settled.With(Rates.Of("3"), input: 1_000_000);
        Rerating rerating = Rerating.Of(settled, [], Rates.Of("1"));

        Entry adjustment = Settled.Booked(rerating.Draft(settled, Rates.Of("1"), "cheaper"), settled);

        Assert.Equal("-2", adjustment.Cost.ToString());
        Assert.Equal([-1_000_000m, 1_000_000m], adjustment.Lines.Select(line => line.Quantity));
        Assert.Equal(Usd.Zero, adjustment.Lines[0].Amount!.Value + Settled.Dollars("3"));
        Assert.Equal(
            CanonicalEntry.Encode(adjustment),
            CanonicalEntry.Encode(EntryReader.Parse(CanonicalEntry.Encode(adjustment)))
        );
    }

    [Fact]
    public async Task A_ledger_in_which_one_was_booked_twice_does_not_verify()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TempFolder folder = new();
        Entry settled = Settled.With(Rates.Of("1"));
        Entry adjustment = Settled.Booked(AdjustmentLines.Correction, "-0.5", settled);
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new() { Folder = folder.Path },
            TimeProvider.System,
            cancellation
        );
        await using (EmbeddedLedger ledger = opened.Ledger!)
        {
            // Past the road that would have found it.
            Assert.True((await ledger.AppendAsync(adjustment, cancellation)).IsAppended);
            Assert.True((await ledger.AppendAsync(adjustment, cancellation)).IsAppended);
        }

        VerificationReport report = await LedgerVerifier.RunAsync(folder.Path, null, null, cancellation);

        Assert.Contains("booked twice", Assert.Single(report.Findings).What, StringComparison.Ordinal);
    }
}
