using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Verification;

public sealed class ProofBundleTests
{
    [Fact]
    public async Task A_proof_written_from_the_folder_is_checked_without_it()
    {
        (string text, VerifierKey key, Entry entry) = await WriteAsync();
        ProofBundle bundle = ProofBundle.Parse(text);

        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra ", text, StringComparison.Ordinal);
        Assert.Null(bundle.Check(key));
        Assert.Equal(entry.Id, EntryReader.Parse(bundle.Entry.Span).Id);
    }

    [Fact]
    public async Task A_proof_with_anything_changed_is_refused()
    {
        (string text, VerifierKey key, _) = await WriteAsync();
        ProofBundle bundle = ProofBundle.Parse(text);
        byte[] entry = bundle.Entry.ToArray();
        entry[10] ^= 1;

        Assert.NotNull((bundle with { Entry = entry }).Check(key));
        Assert.NotNull((bundle with { Sequence = bundle.Sequence + 1 }).Check(key));
        Assert.NotNull((bundle with { Path = [.. bundle.Path.Skip(1)] }).Check(key));
        Assert.NotNull(
            (bundle with { Note = bundle.Note.Replace("\n300\n", "\n299\n", StringComparison.Ordinal) }).Check(key)
        );
        Assert.NotNull(bundle.Check(SigningKey.Create("example.test/ledger").Verifier));
        Assert.NotNull(bundle.Check(SigningKey.Create("example.test/other").Verifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n\nnote")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AAAA\nindex x\n\nnote")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra !!\nindex 1\n\nnote")]
    public void Text_that_is_not_a_proof_is_a_format_error(string text) =>
        Assert.Throws<FormatException>(() => ProofBundle.Parse(text));

    private static async Task<(string, VerifierKey, Entry)> WriteAsync()
    {
        using TempFolder folder = new();
        Entry entry = Samples.Admin("the one");
        await using (EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path))
        {
            await ledger.FillAsync(200);
            await ledger.AppendedAsync(entry);
            await ledger.FillAsync(99);
        }

        using LedgerReader reader = LedgerReader.Open(folder.Path).Reader!;
        StoredEntry stored = reader.Find(entry.Id, TestContext.Current.CancellationToken)!.Value;
        SignedCheckpoint checkpoint = reader.ReadCheckpoint().Checkpoint!;
        Assert.Equal(300, checkpoint.Size);
        Assert.Null(reader.Find(Guid.CreateVersion7(), TestContext.Current.CancellationToken));
        InclusionProof proof = reader.ProveInclusion(stored.Sequence, checkpoint.Size);
        ProofBundle bundle = new(stored.Sequence, stored.Bytes, proof.Path, checkpoint.Note);
        return (bundle.ToString(), reader.Verifier, entry);
    }
}
