using FsCheck.Fluent;
using TokenLedger.Accounting.Anomalies;

namespace TokenLedger.Accounting.Tests.Anomalies;

public sealed class ExplanationTests
{
    private static readonly string[] s_names = ["feature", "model"];

    [Fact]
    public void A_feature_is_named_when_all_of_its_models_rose()
    {
        IReadOnlyList<Contributor> found = Explanation.Of(
            s_names,
            [
                new(["search", "a"], 60, 10),
                new(["search", "b"], 70, 10),
                new(["chat", "a"], 50, 50),
                new(["chat", "b"], 50, 50),
            ]
        );

        Contributor only = Assert.Single(found);
        Assert.Equal([new("feature", "search")], only.What);
        Assert.Equal((110m, 100m), (only.Excess, only.Percent));
    }

    [Fact]
    public void A_pair_is_named_when_it_says_more_exactly_who_it_was()
    {
        IReadOnlyList<Contributor> found = Explanation.Of(
            s_names,
            [
                new(["search", "a"], 222, 10),
                new(["search", "b"], 12, 10),
                new(["chat", "a"], 51, 50),
                new([null, "b"], 40, 0),
            ]
        );

        Assert.Equal([new("feature", "search"), new("model", "a")], found[0].What);
        Assert.Equal((212m, 83m), (found[0].Excess, decimal.Round(found[0].Percent)));
        Assert.Contains(new KeyValuePair<string, string?>("feature", null), found[1].What);
        Assert.True(found.Sum(one => one.Percent) <= 100);
    }

    [Fact]
    public void Who_fell_explains_what_fell()
    {
        Contributor found = Assert.Single(
            Explanation.Of(s_names, [new(["search", "a"], 0, 90), new(["chat", "a"], 12, 10)])
        );

        Assert.Equal(("search", -90m), (found.What[0].Value, found.Excess));
    }

    [Fact]
    public void Where_nothing_differs_nobody_is_blamed() =>
        Assert.Empty(Explanation.Of(s_names, [new(["a", "b"], 5, 5)]));

    [Fact]
    public void No_cell_counts_for_two_contributors()
    {
        var cells = Gen.Choose(0, 3)
            .Three()
            .Select(three => new Cell(["f" + three.Item1, "m" + three.Item2], three.Item3 * 10, 9))
            .ListOf();
        FsCheck.Check.QuickThrowOnFailure(
            Prop.ForAll(
                Arb.From(cells),
                list =>
                {
                    IReadOnlyList<Contributor> found = Explanation.Of(s_names, [.. list]);
                    return found.Sum(one => one.Value) <= list.Sum(cell => cell.Value)
                        && found.Sum(one => one.Expected) <= list.Sum(cell => cell.Expected)
                        && found.Zip(found.Skip(1)).All(two => two.First.Percent >= 0 && two.Second.Percent >= 0);
                }
            )
        );
    }
}
