using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Reporting.Tests.Waste;

/// <summary>A tally without some of its calls is the tally of the others.</summary>
public sealed class WasteTallyTests
{
    [Theory]
    [InlineData(50, 0)]
    [InlineData(50, 20)]
    [InlineData(300, 99)]
    public void What_is_left_is_what_the_others_come_to(int calls, int gone)
    {
        WasteTally rest = Tally(0, calls).Without([.. Calls(0, gone)])!;
        WasteTally others = Tally(gone, calls);
        Assert.Equal(others.Sum, rest.Sum);
        Assert.Equal(others.Groups, rest.Groups);
        Assert.Equal(others.Examples, rest.Examples);
    }

    [Fact]
    public void It_is_not_known_when_too_many_of_the_examples_are_gone() =>
        Assert.Null(Tally(0, 300).Without([.. Calls(0, 103)]));

    private static WasteTally Tally(int from, int to)
    {
        WasteTally tally = new(WasteKind.Failed, 3);
        foreach ((RankedCall call, long group) in Calls(from, to))
        {
            tally.Add(call, group);
        }

        return tally;
    }

    // The first is the dearest.
    private static IEnumerable<(RankedCall Call, long Group)> Calls(int from, int to) =>
        Enumerable
            .Range(from, to - from)
            .Select(i => (new RankedCall(Usd.FromDecimal(1000 - i), i, i, i, CallStatus.Settled), (long)i / 10));
}
