using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Tests.Calls;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Identity;

/// <summary>Who is blocked stays so, whatever becomes of the storage.</summary>
public sealed class BlockListTests
{
    [Fact]
    public async Task A_ledger_in_trouble_opens_no_block()
    {
        ScriptedLedger ledger = new();
        using ControlBook book = await ControlBook.OpenAsync(ledger, null, TimeProvider.System, CancellationToken.None);
        BlockList blocks = new(book, FingerprintKey.Create(), [new(BlockKinds.Tenant, "configured")]);
        await blocks.AddAsync(new(BlockKinds.Agent, "runaway"), "admin", CancellationToken.None);
        await blocks.AddAsync(new(BlockKinds.Pattern, "sk-leaked-*"), "admin", CancellationToken.None);

        ledger.Refuse(EntryKind.Admin);
        ControlResult notRemoved = await blocks.RemoveAsync(
            new(BlockKinds.Agent, "runaway"),
            "admin",
            CancellationToken.None
        );

        Assert.False(notRemoved.IsDone);
        Assert.Equal(3, blocks.List().Count);
        Assert.NotNull(blocks.Judge(new LedgerAttribution { Agent = "runaway" }));
        Assert.NotNull(blocks.Judge(new LedgerAttribution { Tenant = "configured" }));
        Assert.NotNull(blocks.JudgeCredential("sk-leaked-1"));
        Assert.Null(blocks.JudgeCredential("sk-other"));
    }
}
