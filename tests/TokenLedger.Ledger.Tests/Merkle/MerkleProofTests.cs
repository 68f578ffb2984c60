using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Tests.Merkle;

public sealed class MerkleProofTests
{
    private static readonly Arbitrary<(int First, int Second, int Leaf)> _sizes = (
        from second in Gen.Choose(1, 700)
        from first in Gen.Choose(0, second)
        from leaf in Gen.Choose(0, second - 1)
        select (first, second, leaf)
    ).ToArbitrary();

    private static readonly byte[][] _leaves =
    [
        .. Enumerable.Range(0, 700).Select(i => LeafHash.Of(BitConverter.GetBytes(i))),
    ];

    [Fact]
    public void The_frontier_has_the_root_of_the_definition_at_every_size()
    {
        Frontier frontier = new();
        Assert.Equal(SHA256.HashData([]), frontier.Root());
        for (int size = 1; size <= 300; size++)
        {
            frontier.Add(_leaves[size - 1]);
            Assert.Equal(Naive(_leaves.AsSpan(0, size)), frontier.Root());
            Assert.Equal(frontier.Root(), Frontier.Restore(size, frontier.Save()).Root());
        }
    }

    [Fact]
    public void Every_inclusion_proof_leads_to_the_root() =>
        Prop.ForAll(_sizes, sizes => Assert.True(MerkleProof.VerifyInclusion(Proof(sizes.Leaf, sizes.Second))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_inclusion_proof_with_any_part_changed_fails() =>
        Prop.ForAll(
                _sizes,
                sizes =>
                {
                    InclusionProof proof = Proof(sizes.Leaf, sizes.Second);
                    Assert.False(MerkleProof.VerifyInclusion(proof with { LeafHash = Flip(proof.LeafHash) }));
                    Assert.False(MerkleProof.VerifyInclusion(proof with { Root = Flip(proof.Root) }));
                    Assert.False(MerkleProof.VerifyInclusion(proof with { Path = [.. proof.Path, proof.Root] }));
                    Assert.False(MerkleProof.VerifyInclusion(proof with { Sequence = proof.TreeSize }));
                    for (int i = 0; i < proof.Path.Count; i++)
                    {
                        ReadOnlyMemory<byte>[] path = [.. proof.Path];
                        path[i] = Flip(path[i]);
                        Assert.False(MerkleProof.VerifyInclusion(proof with { Path = path }));
                        Assert.False(MerkleProof.VerifyInclusion(proof with { Path = [.. proof.Path.Skip(1)] }));
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_consistency_proof_joins_the_two_roots_and_fails_when_changed() =>
        Prop.ForAll(
                _sizes,
                sizes =>
                {
                    byte[] first = Naive(_leaves.AsSpan(0, sizes.First));
                    byte[] second = Naive(_leaves.AsSpan(0, sizes.Second));
                    var path = MerkleProof.Consistency(sizes.First, sizes.Second, Subtree);
                    Assert.True(MerkleProof.VerifyConsistency(sizes.First, first, sizes.Second, second, path));
                    Assert.False(
                        MerkleProof.VerifyConsistency(sizes.First, Flip(first).Span, sizes.Second, second, path)
                    );
                    for (int i = 0; i < path.Count; i++)
                    {
                        ReadOnlyMemory<byte>[] changed = [.. path];
                        changed[i] = Flip(changed[i]);
                        Assert.False(MerkleProof.VerifyConsistency(sizes.First, first, sizes.Second, second, changed));
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 256, "tile/0/000")]
    [InlineData(272, 256, "tile/0/272")]
    [InlineData(273, 112, "tile/0/273.p/112")]
    [InlineData(1_234_067, 256, "tile/0/x001/x234/067")]
    public void Tiles_lie_where_the_specification_puts_them(long number, int width, string path) =>
        Assert.Equal(path, TilePath.Hashes(0, number, width));

    private static InclusionProof Proof(int leaf, int size) =>
        new(leaf, size, _leaves[leaf], MerkleProof.Inclusion(leaf, size, Subtree), Naive(_leaves.AsSpan(0, size)));

    private static void Subtree(int level, long index, Span<byte> target) =>
        Naive(_leaves.AsSpan((int)(index << level), 1 << level)).CopyTo(target);

    private static ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> hash)
    {
        byte[] changed = hash.ToArray();
        changed[7] ^= 1;
        return changed;
    }

    // RFC 6962, section 2.1, word for word.
    private static byte[] Naive(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
        {
            return SHA256.HashData([]);
        }

        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        int k = 1;
        while (k * 2 < leaves.Length)
        {
            k *= 2;
        }

        return SHA256.HashData([1, .. Naive(leaves[..k]), .. Naive(leaves[k..])]);
    }
}
