using TokenLedger.Functional.Tests.Budgets;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Functional.Tests.Attempts;

/// <summary>An upstream whose own budget is used up leaves the rotation; a caller's budget refuses wherever it goes.</summary>
public sealed class UpstreamBudgetTests
{
    private static async Task<int[]> StatusesAsync(string scope)
    {
        await using ScriptedUpstream first = await ScriptedUpstream.StartAsync("first", ScriptedUpstream.Served);
        await using ScriptedUpstream second = await ScriptedUpstream.StartAsync("second", ScriptedUpstream.Served);
        RoutingOptions routing = new() { Fallbacks = [new() { Upstream = "first", To = [new("second")] }] };
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) => options with { Upstreams = [first.Options, second.Options], Routing = routing }
        );
        await gateway.SetBudgetAsync(
            "two-calls",
            $$$"""{"scope":{{{scope}}},"limits":[{"unit":"calls","amount":"2"}],"window":{"kind":"lifetime"}}"""
        );

        int[] statuses = new int[4];
        for (int i = 0; i < 4; i++)
        {
            statuses[i] = (
                await gateway.SendAsync(Ask.Post("/first" + Ask.ChatPath, Ask.Chat("Hello", ",\"user\":\"kim\"")))
            ).Status;
        }

        Assert.Equal(statuses.Count(status => status == 200), first.Calls + second.Calls);
        Assert.Equal(2, first.Calls);
        return statuses;
    }

    [Fact]
    public async Task Calls_go_on_to_the_next_upstream_when_the_budget_of_theirs_is_used_up()
    {
        int[] statuses = await StatusesAsync("""{"upstream":"first"}""");

        Assert.Equal([200, 200, 200, 200], statuses);
    }

    [Fact]
    public async Task The_budget_of_a_caller_refuses_whatever_upstream_is_left()
    {
        int[] statuses = await StatusesAsync("""{"user":"kim"}""");

        Assert.Equal([200, 200, 402, 402], statuses);
    }
}
