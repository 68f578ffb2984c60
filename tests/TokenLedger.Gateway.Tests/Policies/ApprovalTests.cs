using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies.Approvals;

namespace TokenLedger.Gateway.Tests.Policies;

public sealed class ApprovalTests
{
    private static readonly DateTimeOffset s_end = new(2026, 11, 22, 12, 0, 0, default);

    private static JsonInput Input(string json) => JsonInput.Read(JsonElement.Parse(json)).Input;

    [Fact]
    public void An_approval_covers_its_rule_s_calls_until_it_ends()
    {
        Approval approval = new("a1", "dear", "agent.session_id == \"s1\"", null, s_end, "why");
        JsonInput its = Input("""{"agent": {"session_id": "s1"}}""");
        Assert.True(approval.Covers("dear", its, s_end.AddTicks(-1)));
        Assert.False(approval.Covers("dear", its, s_end));
        Assert.False(approval.Covers("other", its, s_end.AddHours(-1)));
        Assert.False(approval.Covers("dear", Input("""{"agent": {"session_id": "s2"}}"""), s_end.AddHours(-1)));
    }

    [Fact]
    public void A_tenant_s_approval_covers_no_other_tenant()
    {
        Approval approval = new("a1", "dear", null, "alpha", s_end, "why");
        DateTimeOffset now = s_end.AddHours(-1);
        Assert.True(approval.Covers("dear", Input("""{"principal": {"tenant": "alpha"}}"""), now));
        Assert.False(approval.Covers("dear", Input("""{"principal": {"tenant": "beta"}}"""), now));
        Assert.False(approval.Covers("dear", Input("{}"), now));
    }

    [Fact]
    public void What_cannot_be_read_approves_nothing()
    {
        Approval approval = new("a1", "dear", "ai.stream", "alpha", s_end, "why");
        Assert.Equal(approval.Write(), Approval.Read(approval.Write())!.Write());
        Assert.Null(Approval.Read("{"));
        Assert.Null(Approval.Read(approval.Write().Replace("ai.stream", "ai.steam", StringComparison.Ordinal)));
    }
}
