using System.Buffers;
using System.Text;
using System.Text.Unicode;
using TokenLedger.Accounting.Tokens.Merging;
using TokenLedger.Accounting.Tokens.Splitting;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// One of OpenAI's public encodings. Text that looks like a special token is ordinary text; a lone surrogate counts as
/// U+FFFD. Ranks are read on first use and shared. Counting allocates nothing. Safe to share between threads.
/// </summary>
public sealed class BytePairEncoding
{
    /// <summary>Characters up to which a text is turned into bytes on the stack.</summary>
    private const int SmallText = 256;

    /// <summary>Characters up to which a text is turned into bytes at once, in a rented buffer.</summary>
    private const int WholeText = 64 * 1024;

    private readonly Lazy<RankTable> ranks;
    private readonly SplitRule split;

    private BytePairEncoding(string name, SplitRule split, Lazy<RankTable> ranks)
    {
        Name = name;
        this.split = split;
        this.ranks = ranks;
    }

    private BytePairEncoding(string name, SplitRule split)
        : this(name, split, new(() => RankTable.Load(name))) { }

    /// <summary>GPT-4o and everything later.</summary>
    public static BytePairEncoding O200kBase { get; } = new("o200k_base", new O200kSplit());

    /// <summary>The open-weight gpt-oss models: o200k_base with other special tokens, which count as text here.</summary>
    public static BytePairEncoding O200kHarmony { get; } = new("o200k_harmony", O200kBase.split, O200kBase.ranks);

    /// <summary>GPT-4, GPT-3.5 and the embedding models.</summary>
    public static BytePairEncoding Cl100kBase { get; } = new("cl100k_base", new Cl100kSplit());

    /// <summary>Codex and the instruct models text-davinci-002 and -003.</summary>
    public static BytePairEncoding P50kBase { get; } = new("p50k_base", new Gpt2Split());

    /// <summary>The edit models: p50k_base with more special tokens, which count as text here.</summary>
    public static BytePairEncoding P50kEdit { get; } = new("p50k_edit", P50kBase.split, P50kBase.ranks);

    /// <summary>GPT-3 and GPT-2: the first tokens of p50k_base.</summary>
    public static BytePairEncoding R50kBase { get; } =
        new("r50k_base", P50kBase.split, new(() => RankTable.Load("p50k_base", most: 50_256)));

    /// <summary>All encodings, the newest first.</summary>
    public static IReadOnlyList<BytePairEncoding> All { get; } =
    [O200kBase, O200kHarmony, Cl100kBase, P50kBase, P50kEdit, R50kBase];

    /// <summary>The encoding's published name.</summary>
    public string Name { get; }

    /// <summary>The encoding of a name, "gpt2" being one of r50k_base; null when there is none.</summary>
    public static BytePairEncoding? Named(string name) =>
        name == "gpt2" ? R50kBase : All.FirstOrDefault(encoding => encoding.Name == name);

    /// <summary>The number of tokens of a text.</summary>
    public int Count(ReadOnlySpan<char> text) => Encode(text, null);

    /// <summary>The number of tokens of a text in UTF-8; what is not UTF-8 counts as U+FFFD.</summary>
    public int Count(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? EncodePieces(utf8, null) : Count(Encoding.UTF8.GetString(utf8));

    /// <summary>The ids of a text's tokens.</summary>
    public IReadOnlyList<int> Ids(ReadOnlySpan<char> text)
    {
        List<int> ids = [];
        Encode(text, ids);
        return ids;
    }

    /// <summary>Counts the pieces of valid UTF-8 up to a position, and adds their ids.</summary>
    /// <param name="utf8">The text, which is known to have the pieces it has whatever follows.</param>
    /// <param name="before">No piece beyond this is taken.</param>
    /// <param name="ids">Where ids go; null only counts.</param>
    /// <param name="taken">Bytes of the pieces taken.</param>
    internal int EncodeSettled(ReadOnlySpan<byte> utf8, int before, List<int>? ids, out int taken)
    {
        RankTable table = ranks.Value;
        int count = 0;
        taken = 0;
        while (taken < before)
        {
            int end = split.PieceEnd(utf8, taken);
            if (end > before)
            {
                break;
            }

            count += PairMerge.Merge(table, utf8[taken..end], ids);
            taken = end;
        }

        return count;
    }

    private int EncodePieces(ReadOnlySpan<byte> utf8, List<int>? ids) => EncodeSettled(utf8, utf8.Length, ids, out _);

    private int Encode(ReadOnlySpan<char> text, List<int>? ids)
    {
        if (text.Length <= SmallText)
        {
            Span<byte> small = stackalloc byte[SmallText * 3];
            return EncodePieces(small[..Encoding.UTF8.GetBytes(text, small)], ids);
        }

        if (text.Length <= WholeText)
        {
            byte[] whole = ArrayPool<byte>.Shared.Rent(text.Length * 3);
            int count = EncodePieces(whole.AsSpan(0, Encoding.UTF8.GetBytes(text, whole)), ids);
            ArrayPool<byte>.Shared.Return(whole);
            return count;
        }

        TextWindow window = new(this, ids);
        window.Append(text);
        return checked((int)window.Complete());
    }
}
