using TokenLedger.Dashboard.Charts;
using TokenLedger.Dashboard.Pages.Sessions;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Pages;

public sealed class PlacesBeforeTests
{
    private static readonly Window s_now = new(Samples.Began.AddHours(35), Samples.Began.AddHours(70));
    private static readonly Window s_before = new(Samples.Began, Samples.Began.AddHours(35));

    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    public async Task A_place_of_the_tree_was_what_the_place_with_the_same_way_from_the_top_was(int seed)
    {
        Random random = new(seed);
        int[] script = [.. Enumerable.Range(0, 400).Select(_ => random.Next())];
        using Folded folded = await Folded.OfAsync(RandomHistory.From(script));
        AgentsReport report = folded.Views.Agents(
            new()
            {
                Window = s_now,
                Before = s_before,
                Limit = AgentsQuery.MostLimit,
            }
        );
        PlacesBefore before = new(report);
        IReadOnlyList<AgentPlace> then = report.Before!.Tree;

        Assert.NotEmpty(report.Tree);
        Assert.Contains(report.Tree, place => place.Above is not null);
        Assert.Contains(report.Tree, place => before.Of(place) > 0);
        foreach (AgentPlace place in report.Tree)
        {
            AgentPlace? same = then.SingleOrDefault(one => Way(then, one).SequenceEqual(Way(report.Tree, place)));
            Assert.Equal(same is null ? 0 : ChartText.Of(same.Inclusive.Costs.Known), before.Of(place));
        }
    }

    [Fact]
    public async Task What_a_tree_that_was_cut_does_not_tell_is_not_told()
    {
        using Folded folded = await Folded.OfAsync(RandomHistory.From([.. Enumerable.Range(0, 400)]));
        AgentsReport whole = folded.Views.Agents(new() { Window = s_now, Before = s_before });
        AgentsReport cut = whole with { Before = whole.Before! with { Tree = [], PlacesLeftOut = 1 } };

        Assert.All(whole.Tree, place => Assert.NotNull(new PlacesBefore(whole).Of(place)));
        Assert.All(whole.Tree, place => Assert.Null(new PlacesBefore(cut).Of(place)));
    }

    private static IEnumerable<(string?, string?)> Way(IReadOnlyList<AgentPlace> tree, AgentPlace place) =>
        place.Above is { } above
            ? [.. Way(tree, tree.Single(one => one.Place == above)), (place.Tenant, place.Agent)]
            : [(place.Tenant, place.Agent)];
}
