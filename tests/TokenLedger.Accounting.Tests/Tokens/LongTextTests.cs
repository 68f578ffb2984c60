using System.Text;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class LongTextTests
{
    private const int Megabyte = 1_000_000;

    [Theory]
    [InlineData("o200k_base", "a", 125_000)]
    [InlineData("cl100k_base", "a", 125_000)]
    [InlineData("o200k_base", "7", 333_334)]
    [InlineData("o200k_base", "😀", 250_000)]
    [InlineData("cl100k_base", "😀", 500_000)]
    public void A_megabyte_of_one_character_is_one_piece_and_still_counted(string name, string unit, int tokens) =>
        Assert.Equal(
            tokens,
            BytePairEncoding
                .Named(name)!
                .Count(string.Concat(Enumerable.Repeat(unit, Megabyte / Encoding.UTF8.GetByteCount(unit))))
        );

    [Theory]
    [InlineData(300)]
    [InlineData(70_000)]
    [InlineData(2_000_000)]
    public void Counting_allocates_nothing_once_buffers_are_there(int length)
    {
        string text = string.Concat(
            Enumerable.Repeat("Totals by region, 2026:\n\tif (x) return y; größer 中文 😀 ", length / 50)
        );
        BytePairEncoding encoding = BytePairEncoding.O200kBase;
        for (int i = 0; i < 3; i++)
        {
            encoding.Count(text);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        encoding.Count(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Many_threads_get_the_same_count()
    {
        int expected = BytePairEncoding.P50kBase.Count("The same text for all of them.");
        Parallel.For(
            0,
            64,
            _ => Assert.Equal(expected, BytePairEncoding.P50kBase.Count("The same text for all of them."))
        );
    }

    [Fact]
    public void What_is_not_utf8_counts_as_replacement_characters()
    {
        byte[] broken = [(byte)'a', 0xFF, 0xC3, (byte)'b', 0xF0, 0x9F];
        Assert.Equal(
            BytePairEncoding.O200kBase.Count("a\uFFFD\uFFFDb\uFFFD"),
            BytePairEncoding.O200kBase.Count(broken)
        );
    }

    [Fact]
    public void Random_bytes_are_counted_like_the_text_they_decode_to()
    {
        Random random = new(11);
        byte[] bytes = new byte[4096];
        for (int round = 0; round < 50; round++)
        {
            random.NextBytes(bytes);
            Assert.Equal(
                BytePairEncoding.Cl100kBase.Count(Encoding.UTF8.GetString(bytes)),
                BytePairEncoding.Cl100kBase.Count(bytes)
            );
        }
    }
}
