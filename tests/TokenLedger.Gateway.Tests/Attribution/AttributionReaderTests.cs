using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Attribution;

public sealed class AttributionReaderTests
{
    private static readonly FingerprintKey s_key = new(new byte[32]);

    private static AttributionReading Read(string query, params (string Name, string Value)[] headers)
    {
        HeaderDictionary dictionary = [];
        foreach ((string name, string value) in headers)
        {
            dictionary[name] = StringValues.Concat(dictionary[name], new StringValues(value));
        }

        return new AttributionReader(s_key, ["team"]).Read(dictionary, query);
    }

    [Fact]
    public void Every_header_of_ours_lands_in_its_part_and_is_marked_as_a_claim()
    {
        AttributionReading reading = Read(
            "",
            ("X-TokenLedger-Feature", "search"),
            ("X-TokenLedger-User", "ada"),
            ("X-TokenLedger-Session", "s1"),
            ("X-TokenLedger-Agent", "planner"),
            ("X-TokenLedger-Parent-Agent", "root"),
            ("X-TokenLedger-Task", "t1"),
            ("X-TokenLedger-Step", "plan"),
            ("X-TokenLedger-Environment", "prod"),
            ("X-TokenLedger-Project", "apollo"),
            ("X-TokenLedger-Cost-Center", "cc-7"),
            ("X-TokenLedger-Tenant", "acme"),
            ("X-TokenLedger-Tag-Team", "blue"),
            ("x-tokenledger-tag-build", "17"),
            ("X-TokenLedger-Idempotency-Key", "once"),
            ("X-TokenLedger-Session-End", "true")
        );

        Ledger.Entries.Attribution attribution = reading.Attribution;
        Assert.Null(reading.Problem);
        Assert.Equal("search", attribution.Feature);
        Assert.Equal("ada", attribution.User);
        Assert.Equal("s1", attribution.Session);
        Assert.Equal("planner", attribution.Agent);
        Assert.Equal("root", attribution.ParentAgent);
        Assert.Equal("t1", attribution.Task);
        Assert.Equal("plan", attribution.Step);
        Assert.Equal("prod", attribution.Environment);
        Assert.Equal("apollo", attribution.Project);
        Assert.Equal("cc-7", attribution.CostCenter);
        Assert.Equal("acme", attribution.Tenant);
        Assert.Equal([new("build", "17"), new("team", "blue")], attribution.Tags);
        Assert.Equal("once", reading.IdempotencyKey);
        Assert.True(reading.Attribution.SessionEnds);
        Assert.Equal(
            [
                "agent",
                "cost_center",
                "environment",
                "feature",
                "parent_agent",
                "project",
                "session",
                "step",
                "tags",
                "task",
                "tenant",
                "user",
            ],
            attribution.Claimed
        );
    }

    [Theory]
    [InlineData("X-TokenLedger-User", "")]
    [InlineData("X-TokenLedger-User", "a\tb")]
    [InlineData("X-Agent-Id", "")]
    [InlineData("X-TokenLedger-Session-End", "maybe")]
    [InlineData("X-TokenLedger-Tag-", "x")]
    [InlineData("X-TokenLedger-Tag-a b", "x")]
    [InlineData("X-TokenLedger-Featur", "typo")]
    public void A_bad_header_is_refused_by_name(string name, string value) =>
        Assert.Contains(name, Read("", (name, value)).Problem, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Length_and_count_are_bounded()
    {
        Assert.Null(Read("", ("X-TokenLedger-User", new string('a', 256))).Problem);
        Assert.NotNull(Read("", ("X-TokenLedger-User", new string('a', 257))).Problem);
        (string, string)[] tags = [.. Enumerable.Range(0, 17).Select(i => ($"X-TokenLedger-Tag-t{i}", "v"))];
        Assert.Null(Read("", tags[..16]).Problem);
        Assert.NotNull(Read("", tags).Problem);
        Assert.NotNull(Read("", ("X-TokenLedger-User", "a"), ("X-TokenLedger-User", "b")).Problem);
    }

    [Fact]
    public void Our_header_wins_over_AgentLedgers_and_that_over_the_query()
    {
        AttributionReading reading = Read(
            "?a=1&_agent_id=q-agent&_agent_session=q%20session&b=%2F&_agent_user=q-user&_agent_task=q+task",
            ("X-Agent-Id", "al-agent"),
            ("X-TokenLedger-Agent", "own-agent"),
            ("X-Agent-User", "al-user")
        );

        Assert.Equal("own-agent", reading.Attribution.Agent);
        Assert.Equal("al-user", reading.Attribution.User);
        Assert.Equal("q session", reading.Attribution.Session);
        Assert.Equal("q task", reading.Attribution.Task);
        Assert.Equal("?a=1&b=%2F", reading.Query);
    }

    [Fact]
    public void Coding_agents_are_recognised_by_what_they_send_anyway()
    {
        AttributionReading claude = Read(
            "?beta=true",
            ("User-Agent", "claude-cli/2.1.330 (external, sdk-cli)"),
            ("x-claude-code-session-id", "cc-1"),
            ("x-claude-code-agent-id", "sub-2")
        );
        AttributionReading codex = Read("", ("User-Agent", "codex_exec/0.169.0 (x)"), ("session-id", "cx-1"));

        Assert.Equal("sub-2", claude.Attribution.Agent);
        Assert.Equal("claude-code", claude.Attribution.ParentAgent);
        Assert.Equal("claude-code", claude.Attribution.RootAgent);
        Assert.Equal("cc-1", claude.Attribution.Session);
        Assert.Equal("?beta=true", claude.Query);
        Assert.Equal("codex", codex.Attribution.Agent);
        Assert.Equal("cx-1", codex.Attribution.Session);
    }

    [Fact]
    public void Baggage_counts_only_when_it_is_ours_or_allowed()
    {
        AttributionReading reading = Read(
            "",
            ("baggage", "tokenledger.feature=se%20arch;p=1, team = blue,secret=x, tokenledger.cost-center=c9")
        );

        Assert.Equal("se arch", reading.Attribution.Feature);
        Assert.Equal("c9", reading.Attribution.CostCenter);
        Assert.Equal([new("team", "blue")], reading.Attribution.Tags);
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", null)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", null)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null)]
    [InlineData("nonsense", null)]
    public void A_traceparent_is_taken_when_it_is_valid_and_otherwise_left_alone(string header, string? trace)
    {
        AttributionReading reading = Read("", ("traceparent", header));

        Assert.Null(reading.Problem);
        Assert.Equal(trace, reading.Trace?.TraceId);
    }

    [Fact]
    public void The_same_credential_gives_the_same_fingerprint_whatever_header_carries_it()
    {
        string? bearer = Read("", ("Authorization", "Bearer sk-test-1234567890")).Attribution.Key;
        string? apiKey = Read("", ("x-api-key", "sk-test-1234567890")).Attribution.Key;
        string? other = Read("", ("x-api-key", "sk-test-1234567891")).Attribution.Key;

        Assert.NotNull(bearer);
        Assert.Equal(bearer, apiKey);
        Assert.NotEqual(bearer, other);
        Assert.DoesNotContain("sk-", bearer, StringComparison.Ordinal);
        Assert.Null(Read("").Attribution.Key);
    }
}
