using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Demo;

/// <summary>The first thing a newcomer runs.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_shows_costs_by_model_and_agent_and_leaves_a_ledger_that_verifies()
    {
        using TempFolder folder = new();
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        (int code, string output, string error) = await Executable.RunAsync(
            ["demo", "--for", "4s", "--data", folder.Path],
            cancellation
        );

        Assert.True(code == 0, output + error);
        Assert.All(
            [
                "gpt-4o-mini",
                "claude-sonnet-5-5",
                "text-embedding-3-small",
                "gpt-5-mini",
                "gemini-2.5-flash",
                "rerank-v3.5",
            ],
            model => Assert.Contains(model, output)
        );
        Assert.All(
            ["support-bot", "coding-agent", "indexer", "librarian", "planner", "researcher", "writer"],
            agent => Assert.Contains(agent, output)
        );
        Assert.Contains("tokenledger verify --data " + folder.Path, output);
        (int verified, string said, string wrong) = await Executable.RunAsync(
            ["verify", "--data", folder.Path],
            cancellation
        );
        Assert.True(verified == 0, said + wrong);
    }
}
