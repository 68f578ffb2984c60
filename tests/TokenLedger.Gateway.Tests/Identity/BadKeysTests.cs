using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Tests.Calls;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Tests.Identity;

/// <summary>Guessed keys. Runs with no other test beside it, because memory is counted for the whole process.</summary>
[Collection(nameof(BadKeysTests))]
[CollectionDefinition(nameof(BadKeysTests), DisableParallelization = true)]
public sealed class BadKeysTests
{
    [Fact]
    public async Task A_hundred_thousand_bad_keys_leave_memory_flat_and_no_entries()
    {
        ManualTime time = new();
        ScriptedLedger ledger = new();
        using ControlBook book = await ControlBook.OpenAsync(ledger, null, time, CancellationToken.None);
        VirtualKeys keys = new(book, FingerprintKey.Create(), time);
        SecretIssue<KeyDocument> issue = new(
            book,
            ControlKinds.Key,
            keys.Hashes,
            IdentityJson.Default.KeyDocument,
            time
        );
        await issue.IssueAsync(new KeyDocument(), Principal.Local, null, CancellationToken.None);
        int entries = ledger.Entries.Count;
        Refuse(keys, 1_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        Refuse(keys, 100_000);

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"memory after 100,000 bad keys: {grown:+0;-0} bytes");
        Assert.InRange(grown, long.MinValue, 256 * 1024);
        Assert.Equal(entries, ledger.Entries.Count);
        Assert.Equal(101_000, keys.Noise.Unknown);
    }

    private static void Refuse(VirtualKeys keys, int times)
    {
        for (int i = 0; i < times; i++)
        {
            string bad = KeyText.VirtualKey.Whole(KeyText.VirtualKey.NewId(), KeyText.NewSecret());
            Refusal? refusal = keys.Recognise(bad).Refusal;
            Assert.Same(KeyRefusals.Unknown, refusal);
            Assert.Null(refusal!.Subject); // what has no subject is not recorded
        }
    }
}
