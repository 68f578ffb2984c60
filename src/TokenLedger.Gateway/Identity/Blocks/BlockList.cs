using System.Text.Json;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity.Blocks;

/// <summary>
/// Who is blocked: by configuration, and at run time by documents in the control book. It lives in memory, so that a
/// ledger in trouble never opens it.
/// </summary>
public sealed class BlockList
{
    /// <summary>
    /// Most characters of a key that a pattern may spell out. A whole key is blocked by its fingerprint, because the list
    /// is written down and keys are not.
    /// </summary>
    public const int MostLiteral = 32;

    private readonly ControlBook? _book;
    private readonly FingerprintKey _key;
    private readonly IReadOnlyList<BlockDocument> _configured;
    private BlockRules _rules;

    /// <summary>Reads what the book has, and follows it.</summary>
    /// <param name="book">Where blocks of run time are; null for none.</param>
    /// <param name="key">What fingerprints are made with.</param>
    /// <param name="configured">Blocks of the configuration.</param>
    public BlockList(ControlBook? book, FingerprintKey key, IReadOnlyList<BlockDocument> configured)
    {
        ArgumentNullException.ThrowIfNull(configured);
        _book = book;
        _key = key;
        _configured = [.. configured.Select(block => Normal(block).Block ?? block)];
        _rules = new(_configured.Concat(OfBook()));
        book?.Changed += change =>
        {
            if (change.Kind == ControlKinds.Block)
            {
                Volatile.Write(ref _rules, new(_configured.Concat(OfBook())));
            }
        };
    }

    /// <summary>The blocks in force.</summary>
    internal BlockRules Rules => Volatile.Read(ref _rules);

    /// <summary>The blocks of the configuration.</summary>
    public IReadOnlyList<BlockDocument> Configured => _configured;

    /// <summary>The blocks set at run time, by id.</summary>
    public IReadOnlyList<(string Id, BlockDocument Block, long Revision)> Set =>
        [
            .. (_book?.Of(ControlKinds.Block) ?? [])
                .Select(static document => (document.Id, Block: Read(document.Json)!, document.Revision))
                .Where(static one => one.Block is not null),
        ];

    /// <summary>All blocks in force, those of the configuration first.</summary>
    public IReadOnlyList<BlockDocument> List() => [.. _configured, .. Set.Select(static one => one.Block)];

    /// <summary>The id of a block.</summary>
    public static string IdOf(BlockDocument block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return $"{block.What}:{block.Value}";
    }

    /// <summary>Blocks a caller, from the next call on. A pattern that is a whole key becomes that key's fingerprint.</summary>
    /// <param name="block">Whom.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    /// <returns>The result, or one sentence on what is wrong with the block.</returns>
    public async ValueTask<(ControlResult? Result, string? Problem)> AddAsync(
        BlockDocument block,
        string actor,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(block);
        (BlockDocument? normal, string? problem) = Normal(block);
        if (normal is null)
        {
            return (null, problem);
        }

        string json = JsonSerializer.Serialize(normal, IdentityJson.Default.BlockDocument);
        ControlChange change = new(ControlKinds.Block, IdOf(normal), json, actor) { Note = normal.Reason };
        return (await _book!.ChangeAsync(change, cancellation).ConfigureAwait(false), null);
    }

    /// <summary>Takes a block of run time back. One of the configuration stays.</summary>
    /// <param name="block">Which; a whole key finds the block of its fingerprint.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public ValueTask<ControlResult> RemoveAsync(BlockDocument block, string actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(block);
        string id = IdOf(Normal(block).Block ?? block);
        return _book!.ChangeAsync(new(ControlKinds.Block, id, null, actor), cancellation);
    }

    /// <summary>The form in which a block may be written down.</summary>
    /// <returns>The block, or one sentence on what is wrong with it.</returns>
    public (BlockDocument? Block, string? Problem) Normal(BlockDocument block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (!BlockKinds.All.Contains(block.What))
        {
            return (null, $"'what' must be one of {string.Join(", ", BlockKinds.All)}.");
        }

        if (block.Value is null or { Length: 0 or > AttributionLimits.LongestValue })
        {
            return (null, $"'value' must have 1 to {AttributionLimits.LongestValue} characters.");
        }

        if (block.What != BlockKinds.Pattern)
        {
            return (block, null);
        }

        (KeyGlob? glob, string? problem) = KeyGlob.Parse(block.Value);
        if (glob is null)
        {
            return (null, $"'value': {problem}.");
        }

        if (glob.IsOneKey)
        {
            return (block with { What = BlockKinds.Key, Value = _key.OfCredential(block.Value) }, null);
        }

        int literal = block.Value.Count(static c => c is not ('*' or '?'));
        return literal > MostLiteral
            ? (
                null,
                $"The pattern spells out {literal} characters of a key; at most {MostLiteral} may be written down. Give the "
                    + "whole key, which is kept as a fingerprint, or a shorter pattern."
            )
            : (block, null);
    }

    /// <summary>Judges a provider's key as it was sent.</summary>
    internal Refusal? JudgeCredential(ReadOnlySpan<char> credential) =>
        Rules.OfCredential(credential) is { } block ? IdentityRefusals.Blocked(IdOf(block), isKey: true) : null;

    /// <summary>Judges what is known of a call.</summary>
    internal Refusal? Judge(TokenLedger.Ledger.Entries.Attribution attribution) =>
        Rules.Of(attribution) is { } block
            ? IdentityRefusals.Blocked(IdOf(block), isKey: block.What == BlockKinds.Key)
            : null;

    private IEnumerable<BlockDocument> OfBook() => Set.Select(static one => one.Block);

    private static BlockDocument? Read(string json) =>
        JsonSerializer.Deserialize(json, IdentityJson.Default.BlockDocument);
}
