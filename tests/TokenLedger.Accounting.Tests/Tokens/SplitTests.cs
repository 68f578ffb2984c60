using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class SplitTests
{
    private const int Texts = 500;

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    [InlineData("p50k_base")]
    public void Any_text_has_the_tokens_of_the_pieces_that_the_published_expression_cuts(string name)
    {
        BytePairEncoding encoding = BytePairEncoding.Named(name)!;
        Prop.ForAll(
                HostileText.Texts(),
                text =>
                {
                    List<byte[]> pieces = SplitExpressions.Pieces(name, text);
                    Assert.Equal(Encoding.UTF8.GetBytes(text), pieces.SelectMany(piece => piece));
                    int[] expected = [.. pieces.SelectMany(piece => NaiveMerge.Ids(name, piece))];
                    Assert.Equal(expected, encoding.Ids(text));
                    Assert.Equal(expected.Length, encoding.Count(text));
                    Assert.Equal(expected.Length, encoding.Count(Encoding.UTF8.GetBytes(text)));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Texts));
    }

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    [InlineData("r50k_base")]
    public void A_text_that_comes_in_parts_has_the_tokens_of_the_whole(string name)
    {
        BytePairEncoding encoding = BytePairEncoding.Named(name)!;
        Prop.ForAll(
                HostileText.Texts(),
                Gen.Choose(1, 90_000).ToArbitrary(),
                (unit, size) =>
                {
                    // Far beyond what is held at a time, with the window's edges at ever new places of the text.
                    string text = string.Concat(Enumerable.Repeat(unit + " end.\n", 200_000 / (unit.Length + 6)));
                    List<int> ids = [];
                    TokenFeed feed = new(encoding, ids);
                    for (int at = 0; at < text.Length; at += size)
                    {
                        feed.Append(text.AsSpan(at, Math.Min(size, text.Length - at)));
                    }

                    Assert.Equal(feed.Complete(), ids.Count);
                    Assert.Equal(Whole(encoding, text), ids);
                    Assert.Equal(ids.Count, encoding.Count(text));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8));
    }

    /// <summary>The ids of valid UTF-8 encoded at once, without a window.</summary>
    private static List<int> Whole(BytePairEncoding encoding, string text)
    {
        List<int> ids = [];
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        encoding.EncodeSettled(bytes, bytes.Length, ids, out _);
        return ids;
    }
}
