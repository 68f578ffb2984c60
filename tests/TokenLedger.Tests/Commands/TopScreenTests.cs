using TokenLedger.Commands.Top;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Tests.Commands;

public sealed class TopScreenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    private static SessionEntry Session(string id, string cost, long calls, long tokens, int newer = 0) =>
        new()
        {
            Id = id,
            Agent = "planner",
            User = "alice",
            Active = true,
            Killed = false,
            Calls = calls,
            OpenCalls = 0,
            RefusedCalls = 0,
            CostUsd = cost,
            Tokens = tokens,
            StartedAt = Noon,
            LastAt = Noon.AddSeconds(newer),
            Flags = [],
        };

    private static LiveDocument Live(params SessionEntry[] sessions) =>
        new()
        {
            At = Noon,
            AsOfEntry = 1234,
            LedgerWorks = true,
            WindowSeconds = 60,
            CostUsd = "0.5",
            CostBySecondUsd = [.. Enumerable.Range(0, 60).Select(i => i == 59 ? "0.5" : "0")],
            Requests = 90,
            Failed = 2,
            Refused = 7,
            Tokens = 6000,
            OpenCalls = 3,
            HeldUsd = "0.000000000001",
            ActiveSessions = sessions.Length,
            Models = [new("openai", "gpt-x", 88, 2, 6000, "0.5")],
            Budgets = [new("team", "user=alice", "usd", "10", "9", "0.5", 0.9m)],
            Refusals = [new("rate_limited", "limit:each", 7)],
            Sessions = sessions,
        };

    private static IReadOnlyList<string> Draw(
        LiveDocument live,
        int width = 100,
        int height = 0,
        TopSort sort = default
    ) => new TopScreen(live, new TopView(width, height, sort, Colour: false)).Draw();

    [Fact]
    public void It_shows_rates_budgets_models_refusals_and_sessions()
    {
        string screen = string.Join('\n', Draw(Live(Session("s-1", "0.25", 4, 100))));

        Assert.Contains("ledger ok, 1,234 entries", screen, StringComparison.Ordinal);
        Assert.Contains("$30.0000/h", screen, StringComparison.Ordinal);
        Assert.Contains("1.5/s", screen, StringComparison.Ordinal);
        Assert.Contains("tokens 100.0/s", screen, StringComparison.Ordinal);
        Assert.Contains("  █", screen, StringComparison.Ordinal);
        Assert.Matches(@"team user=alice usd .* 9 .* 10 █+░+  90\.0%", screen);
        Assert.Matches(@"openai/gpt-x .* 88 .* 2 .* 6,000 .* \$0\.5000", screen);
        Assert.Matches(@"limit:each .* rate_limited .* 7", screen);
        Assert.Matches(@"s-1 .* planner .* alice .* 0 .* 4 .* 100 .* \$0\.2500", screen);
    }

    [Theory]
    [InlineData(TopSort.Cost, "dear")]
    [InlineData(TopSort.Calls, "busy")]
    [InlineData(TopSort.Tokens, "wordy")]
    [InlineData(TopSort.Newest, "newest")]
    public void Sessions_stand_in_the_order_asked_for(TopSort sort, string first)
    {
        IReadOnlyList<string> lines = Draw(
            Live(
                Session("dear", "9", 1, 1),
                Session("busy", "1", 99, 1),
                Session("wordy", "1", 1, 999),
                Session("newest", "1", 1, 1, newer: 5)
            ),
            sort: sort
        );

        int head = lines.ToList().FindIndex(line => line.StartsWith("SESSION", StringComparison.Ordinal));
        Assert.StartsWith(first, lines[head + 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 60)]
    [InlineData(80, 24)]
    [InlineData(60, 15)]
    [InlineData(40, 10)]
    public void It_never_leaves_the_terminal_and_ends_with_the_keys(int width, int height)
    {
        SessionEntry[] many = [.. Enumerable.Range(0, 200).Select(i => Session($"a-long-name-{i}", "1", i, i))];

        IReadOnlyList<string> lines = Draw(Live(many), width, height);

        Assert.Equal(height, lines.Count);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.StartsWith("q quit", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_callers_cannot_steer_the_terminal()
    {
        string screen = string.Join('\n', Draw(Live(Session("\e[2J\u009bevil\a", "1", 1, 1))));

        Assert.DoesNotContain('\e', screen);
        Assert.DoesNotContain('\u009b', screen);
        Assert.Contains("?[2J?evil?", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_only_for_terminals()
    {
        TopView view = new(100, 24, TopSort.Cost, Colour: true);
        Assert.Contains(new TopScreen(Live(), view).Draw(), line => line.Contains("\e[33m", StringComparison.Ordinal));
        Assert.Contains("No session goes on.", Draw(Live()));
    }
}
