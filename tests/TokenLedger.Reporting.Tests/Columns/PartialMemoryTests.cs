using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Tests.Columns;

/// <summary>What is remembered is bounded, and what matters most is forgotten last.</summary>
public sealed class PartialMemoryTests
{
    private readonly PartialMemory _memory = new();

    [Fact]
    public void The_parts_of_what_is_kept_whole_are_forgotten_before_all_else()
    {
        Keep(0, isSpare: false);
        for (int i = 1; i <= 16; i++)
        {
            Keep(i, isSpare: true);
        }

        Assert.True(_memory.Count < 17);
        Assert.True(Has(0));
        Assert.False(Has(1));
        Assert.True(Has(16));
    }

    [Fact]
    public void What_was_not_asked_for_longest_is_forgotten_first()
    {
        for (int i = 0; i < 16; i++)
        {
            Keep(i, isSpare: false);
        }

        Assert.True(Has(0));
        Keep(16, isSpare: false);
        Assert.True(Has(0));
        Assert.False(Has(1));
        Assert.True(_memory.Count * PartialMemory.MostOfOne <= PartialMemory.MostBytes);
    }

    private void Keep(int number, bool isSpare) =>
        Assert.True(_memory.Keep(new(number, 1, IsWhole: true, Period: 0), "", new Large(), isSpare));

    private bool Has(int number) => _memory.Find<Large>(new(number, 1, IsWhole: true, Period: 0), "") is not null;

    private sealed class Large : IRemembered
    {
        public long Bytes => PartialMemory.MostOfOne;
    }
}
