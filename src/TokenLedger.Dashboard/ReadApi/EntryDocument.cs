using System.Text.Json;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>One entry as it lies in the ledger.</summary>
public sealed record EntryDocument
{
    /// <summary>Position in the ledger, from 0.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256(0x00 ‖ canonical bytes), lower-case hexadecimal.</summary>
    public required string LeafHash { get; init; }

    /// <summary>The stored canonical JSON; absent when the bytes are not JSON.</summary>
    public JsonElement? Entry { get; init; }

    /// <summary>The stored bytes in base64, only when they are not JSON.</summary>
    public string? Bytes { get; init; }

    /// <summary>Where the entry is in the tree; only in answers about one call.</summary>
    public ProofDocument? Proof { get; init; }

    /// <summary>The document of a stored entry.</summary>
    public static EntryDocument Of(StoredEntry stored)
    {
        JsonElement? entry = Parse(stored.Bytes);
        return new()
        {
            Sequence = stored.Sequence,
            LeafHash = Convert.ToHexStringLower(Ledger.Merkle.LeafHash.Of(stored.Bytes.Span)),
            Entry = entry,
            Bytes = entry is null ? Convert.ToBase64String(stored.Bytes.Span) : null,
        };
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An RFC 6962 inclusion proof.</summary>
public sealed record ProofDocument
{
    /// <summary>Size of the tree proved against.</summary>
    public required long TreeSize { get; init; }

    /// <summary>Its root, base64 as in checkpoints.</summary>
    public required string Root { get; init; }

    /// <summary>Sibling hashes from the leaf up, base64.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>
    /// Whether the answer's checkpoint signs this very root. False for an entry younger than the checkpoint: ask again
    /// a second later.
    /// </summary>
    public required bool Signed { get; init; }

    /// <summary>The document of a proof.</summary>
    public static ProofDocument Of(InclusionProof proof, SignedCheckpoint checkpoint) =>
        new()
        {
            TreeSize = proof.TreeSize,
            Root = Convert.ToBase64String(proof.Root.Span),
            Path = [.. proof.Path.Select(hash => Convert.ToBase64String(hash.Span))],
            Signed = proof.TreeSize == checkpoint.Size && proof.Root.Span.SequenceEqual(checkpoint.Root.Span),
        };
}
