using System.Text;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Accounting.Tests.Budgets;

public sealed class BudgetBytesTests
{
    [Fact]
    public void Budgets_are_read_as_they_were_written_whatever_they_say()
    {
        Random random = new(11);
        Budget[] budgets = [.. Enumerable.Range(0, 500).Select(i => Read(Json(random, i)))];

        Budget[] again = ThroughBytes(budgets);

        Assert.Equal(budgets.Select(BudgetJson.Write), again.Select(BudgetJson.Write));
    }

    [Fact]
    public void Budgets_that_follow_each_other_share_a_window_that_is_the_same()
    {
        string[] windows = ["lifetime", "lifetime", "session", "lifetime"];
        Budget[] budgets =
        [
            .. windows.Select(
                (kind, i) =>
                    Read($$"""{"id":"b{{i}}","window":{"kind":"{{kind}}"},"limits":[{"unit":"calls","amount":"1"}]}""")
            ),
        ];

        Budget[] again = ThroughBytes(budgets);

        Assert.Same(again[0].Window, again[1].Window);
        Assert.Equal(budgets.Select(one => one.Window), again.Select(one => one.Window));
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("Mars/Olympus", false)]
    public void Whoever_reads_them_is_told_whether_the_machine_knows_their_time_zones(string zone, bool known)
    {
        Budget budget = Read("""{"id":"b","limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}}""") with
        {
            Window = new(WindowKind.Calendar) { TimeZone = zone },
        };
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        new BudgetBytes().Write(budget, writer);
        stream.Position = 0;
        using BinaryReader reader = new(stream);
        BudgetBytes bytes = new();

        _ = bytes.Read("b", reader);

        Assert.Equal(known, bytes.HaveTimeZones);
    }

    [Fact]
    public void A_budget_with_overrides_has_no_such_form()
    {
        Budget plain = Read("""{"id":"b","limits":[{"unit":"usd","amount":"1"}],"window":{"kind":"lifetime"}}""");
        DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        BudgetOverride change = new(LimitUnit.Usd, 2, now, now.AddDays(1), "launch", "ops");

        Assert.True(BudgetBytes.Has(plain));
        Assert.False(BudgetBytes.Has(plain with { Overrides = [change] }));
    }

    private static Budget[] ThroughBytes(Budget[] budgets)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        BudgetBytes written = new();
        Array.ForEach(budgets, budget => written.Write(budget, writer));
        stream.Position = 0;
        using BinaryReader reader = new(stream, Encoding.UTF8);
        BudgetBytes read = new();
        Budget[] again = [.. budgets.Select(budget => read.Read(budget.Id, reader))];
        Assert.Equal(stream.Length, stream.Position);
        return again;
    }

    private static Budget Read(string json)
    {
        BudgetReading read = BudgetJson.Read(json);
        Assert.Empty(read.Problems);
        return read.Budget!;
    }

    private static string Json(Random random, int i)
    {
        List<string> members =
        [
            $"\"id\":\"b-{i}\"",
            "\"limits\":["
                + One(
                    random,
                    "{\"unit\":\"usd\",\"amount\":\"25.000000000001\"}",
                    "{\"unit\":\"tokens\",\"amount\":\"7\",\"meter\":\"output\"},{\"unit\":\"calls\",\"amount\":\"10\"}",
                    "{\"unit\":\"seconds\",\"amount\":\"0.5\"},{\"unit\":\"tool_calls\",\"amount\":\"3\"}"
                )
                + "]",
            "\"window\":{"
                + One(
                    random,
                    "\"kind\":\"calendar\",\"period\":\"week\",\"time_zone\":\"Europe/Berlin\"",
                    "\"kind\":\"rolling\",\"length\":\"36h\"",
                    "\"kind\":\"fixed\",\"length\":\"90m\",\"start\":\"2026-01-01T00:00:00Z\"",
                    "\"kind\":\"session\""
                )
                + "}",
        ];
        string[] optional =
        [
            "\"description\":\"Überschrift 一\"",
            "\"scope\":{\"tenant\":\"a\",\"model\":\"gpt-*\",\"tag:ring\":\"blue\"}",
            "\"scope\":{\"user\":\"é\"}",
            "\"per\":[\"user\",\"tag:ring\"]",
            "\"hold\":\"strict\"",
            "\"hold\":\"observe\"",
            "\"action\":\"warn\"",
            "\"soft_percent\":\"0\"",
            "\"soft_percent\":\"80.5\"",
            "\"shadow\":true",
            "\"mid_stream\":\"cut\"",
            "\"unpriced\":\"block\"",
            "\"unpriced\":\"ceiling\",\"unpriced_ceiling_usd\":\"0.5\"",
        ];
        HashSet<string> taken = [];
        members.AddRange(optional.Where(one => random.Next(3) == 0 && taken.Add(one[..one.IndexOf(':')])));
        return "{" + string.Join(',', members) + "}";
    }

    private static string One(Random random, params string[] of) => of[random.Next(of.Length)];
}
