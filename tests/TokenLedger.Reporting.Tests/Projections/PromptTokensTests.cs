using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Tests.Projections;

public sealed class PromptTokensTests
{
    [Fact]
    public void Tokens_add_up_exactly_and_each_part_is_less_than_one_from_its_exact_share() =>
        ForAny(
            (tokens, bytes) =>
            {
                PromptTokens told = Of(tokens, bytes);

                Int128 total = Sum(bytes);
                Assert.Equal(total == 0 ? 0 : tokens, told.Total);
                foreach ((long share, long part) in Shares(told).Zip(bytes))
                {
                    Int128 off = total == 0 ? 0 : ((Int128)share * total) - ((Int128)tokens * part);
                    Assert.True(off == 0 || Int128.Abs(off) < total, $"{share} of {tokens} for {part} of {total}");
                }
            }
        );

    [Fact]
    public void What_a_part_gets_depends_on_its_bytes_and_not_on_its_place() =>
        ForAny(
            (tokens, bytes) =>
            {
                long[] turned = [bytes[2], bytes[3], bytes[1], bytes[0]];

                Assert.Equal(
                    Shares(Of(tokens, bytes)).Zip(bytes).Order(),
                    Shares(Of(tokens, turned)).Zip(turned).Order()
                );
            }
        );

    [Fact]
    public void A_part_of_more_bytes_never_gets_fewer_tokens() =>
        ForAny(
            (tokens, bytes) =>
            {
                foreach (((long share, long size), (long other, long than)) in Pairs(Of(tokens, bytes), bytes))
                {
                    Assert.True(size <= than || share >= other, $"{share} for {size}, {other} for {than}");
                }
            }
        );

    [Fact]
    public void The_largest_numbers_that_there_are_do_not_overflow()
    {
        PromptTokens told = Of(long.MaxValue, [long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue]);

        Assert.Equal(long.MaxValue, told.Total);
        Assert.Equal(new(1L << 61, 1L << 61, 1L << 61, (1L << 61) - 1), told);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0L, 1)]
    [InlineData(-5L, 1)]
    [InlineData(100L, 0)]
    [InlineData(100L, -1)]
    public void Without_tokens_or_bytes_or_with_fewer_than_none_all_is_zero(long? tokens, long bytes) =>
        Assert.Equal(default, PromptTokens.Of(tokens, new PromptParts(bytes, 0, 0, 0)));

    [Fact]
    public void Without_parts_all_is_zero() => Assert.Equal(default, PromptTokens.Of(100, null));

    /// <summary>Small and large parts, often equal or empty.</summary>
    private static void ForAny(Action<long, long[]> check) =>
        Prop.ForAll(
                Gen.Choose(0, 50_000).ToArbitrary(),
                Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 3), Gen.Choose(0, 1_000_000)).ArrayOf(4).ToArbitrary(),
                (tokens, bytes) => check(tokens, [.. bytes.Select(part => (long)part)])
            )
            .QuickCheckThrowOnFailure();

    private static PromptTokens Of(long tokens, long[] bytes) =>
        PromptTokens.Of(tokens, new PromptParts(bytes[0], bytes[1], bytes[2], bytes[3]));

    private static long[] Shares(PromptTokens told) => [told.System, told.User, told.Model, told.Tool];

    private static IEnumerable<((long, long), (long, long))> Pairs(PromptTokens told, long[] bytes) =>
        from one in Shares(told).Zip(bytes)
        from other in Shares(told).Zip(bytes)
        select (one, other);

    private static Int128 Sum(long[] bytes) => bytes.Aggregate(Int128.Zero, (sum, part) => sum + part);
}
