using System.Globalization;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Dashboard.Pages.Entries;

/// <summary>One step of checking that an entry is in the ledger, and what came out of it.</summary>
/// <param name="Does">What was done.</param>
/// <param name="Found">What it gave.</param>
/// <param name="Holds">Whether it holds; null for a step that finds something and judges nothing.</param>
public sealed record ProofStep(string Does, string Found, bool? Holds = null);

/// <summary>Where an entry is in the tree, and, when asked for, every step of checking it.</summary>
/// <param name="Proof">The proof.</param>
/// <param name="Checkpoint">The checkpoint it was made for; its tree may be smaller than the entry's position.</param>
/// <param name="Steps">The steps; none when they were not asked for.</param>
/// <param name="Bundle">The proof as a text that can be checked elsewhere; null when no checkpoint covers the entry yet.</param>
public sealed record EntryProof(
    InclusionProof Proof,
    SignedCheckpoint Checkpoint,
    IReadOnlyList<ProofStep> Steps,
    ProofBundle? Bundle
)
{
    /// <summary>Whether a signed checkpoint covers the entry.</summary>
    public bool IsSigned => Bundle is not null;

    /// <summary>Whether every step holds.</summary>
    public bool Holds => Steps.Count > 0 && Steps.All(step => step.Holds != false);
}

/// <summary>Proves entries and checks the proofs from the stored bytes on.</summary>
internal static class ProofCheck
{
    /// <summary>Proves an entry, and checks the proof when asked to.</summary>
    public static async ValueTask<EntryProof> RunAsync(
        StoredEntry entry,
        ILedger ledger,
        VerifierKey? key,
        bool checks,
        CancellationToken cancellation
    )
    {
        SignedCheckpoint checkpoint = ledger.Checkpoint;
        bool covered = entry.Sequence < checkpoint.Size;
        long size = covered ? checkpoint.Size : ledger.Head.Size;
        InclusionProof proof = await ledger
            .ProveInclusionAsync(entry.Sequence, size, cancellation)
            .ConfigureAwait(false);
        ProofBundle? bundle = covered ? new(entry.Sequence, entry.Bytes, proof.Path, checkpoint.Note) : null;
        return new(proof, checkpoint, checks ? [.. Steps(entry, proof, checkpoint, bundle, key)] : [], bundle);
    }

    private static IEnumerable<ProofStep> Steps(
        StoredEntry entry,
        InclusionProof proof,
        SignedCheckpoint checkpoint,
        ProofBundle? bundle,
        VerifierKey? key
    )
    {
        byte[] leaf = LeafHash.Of(entry.Bytes.Span);
        yield return new(
            "Hash the stored bytes",
            $"SHA-256 of 0x00 and {entry.Bytes.Length.ToString("N0", CultureInfo.InvariantCulture)} bytes is {Hex(leaf)}"
        );
        InclusionProof own = proof with { LeafHash = leaf };
        bool leads = MerkleProof.VerifyInclusion(own);
        yield return new(
            $"Hash it with its {proof.Path.Count} siblings, from the leaf up",
            leads ? $"they lead to the root {Hex(proof.Root.Span)}" : "they do not lead to the root of the tree",
            leads
        );
        if (bundle is null)
        {
            yield return new(
                "Find the checkpoint that signs this tree",
                "the entry is younger than the newest checkpoint; look again in a second",
                false
            );
            yield break;
        }

        bool same = proof.TreeSize == checkpoint.Size && checkpoint.Root.Span.SequenceEqual(proof.Root.Span);
        yield return new(
            "Compare with the root in the checkpoint",
            same
                ? $"the checkpoint of size {checkpoint.Size.ToString("N0", CultureInfo.InvariantCulture)} names the same root"
                : $"the checkpoint names {Hex(checkpoint.Root.Span)}",
            same
        );
        string? problem = key is null ? "the ledger's public key is not known here" : bundle.Check(key);
        yield return new(
            "Check the checkpoint's Ed25519 signature, and all of it again as an auditor's program would",
            problem ?? $"signed by {key}",
            problem is null
        );
    }

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);
}
