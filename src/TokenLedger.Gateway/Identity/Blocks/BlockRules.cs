using System.Collections.Frozen;
using TokenLedger.Gateway.Attribution;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Identity.Blocks;

/// <summary>The blocks in force, made ready for judging calls. Swapped whole when one changes.</summary>
internal sealed class BlockRules
{
    private readonly FrozenSet<(string What, string Value)> _exact;
    private readonly (BlockDocument Block, KeyGlob Glob)[] _patterns;

    /// <summary>Sorts blocks by how they are found.</summary>
    public BlockRules(IEnumerable<BlockDocument> blocks)
    {
        BlockDocument[] all = [.. blocks];
        _patterns =
        [
            .. all.Where(static block => block.What == BlockKinds.Pattern)
                .Select(static block => (block, KeyGlob.Parse(block.Value).Glob!))
                .Where(static one => one.Item2 is not null),
        ];
        _exact = all.Where(static block => block.What != BlockKinds.Pattern)
            .Select(static block => (block.What, block.Value))
            .ToFrozenSet();
    }

    /// <summary>Whether nothing is blocked.</summary>
    public bool IsEmpty => _exact.Count == 0 && _patterns.Length == 0;

    /// <summary>Whether keys are blocked by patterns.</summary>
    public bool HasPatterns => _patterns.Length > 0;

    /// <summary>The block that a provider's key falls under; null when none.</summary>
    public BlockDocument? OfCredential(ReadOnlySpan<char> credential)
    {
        foreach ((BlockDocument block, KeyGlob glob) in _patterns)
        {
            if (glob.Matches(credential))
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>The block that a call falls under by what is known of it; null when none.</summary>
    public BlockDocument? Of(LedgerAttribution attribution) =>
        _exact.Count == 0
            ? null
            : Exact(BlockKinds.Key, attribution.Key)
                ?? Exact(BlockKinds.User, attribution.User)
                ?? Exact(BlockKinds.Agent, attribution.Agent)
                ?? Exact(BlockKinds.Tenant, attribution.Tenant);

    private BlockDocument? Exact(string what, string? value) =>
        value is not null && _exact.Contains((what, value)) ? new(what, value) : null;
}
