using System.Text;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Tests.Budgets;

public sealed class FoldTermsTests
{
    private static readonly Budget s_plain = new()
    {
        Id = "b",
        Scope = [new("tenant", "acme")],
        Per = ["user"],
        Limits = [new(LimitUnit.Usd, 10)],
        Window = new(WindowKind.Calendar) { Period = CalendarPeriod.Month, TimeZone = "UTC" },
    };

    /// <summary>Names that need one and two bytes for their length, and more bytes than characters.</summary>
    private static readonly string[] s_names =
    [
        "acme",
        "acmf",
        "acm",
        "acme2",
        "äcme",
        "äcmé",
        "一二三",
        "\U0001F916",
        new('a', 127),
        new('a', 128),
        new string('a', 255) + "b",
        new('a', 256),
        new('é', 64),
        new string('é', 63) + "aa",
        new('一', 256),
    ];

    [Fact]
    public void Saved_terms_are_known_again_by_budgets_that_fold_alike_and_by_no_others()
    {
        Budget[] budgets =
        [
            .. s_names.Select(name => s_plain with { Scope = [new("tenant", name)] }),
            s_plain with
            {
                Scope = [],
            },
            s_plain with
            {
                Scope = [new("tenant", "acme"), new("user", "u")],
            },
            s_plain with
            {
                Scope = [new("tag:tenant", "acme")],
            },
            s_plain with
            {
                Per = [],
            },
            s_plain with
            {
                Per = ["user", "tag:ä"],
            },
            s_plain with
            {
                Hold = HoldMode.Strict,
            },
            s_plain with
            {
                Unpriced = UnpricedCalls.Ceiling,
                UnpricedCeiling = Usd.FromDecimal(0.5m),
            },
            s_plain with
            {
                Unpriced = UnpricedCalls.Ceiling,
                UnpricedCeiling = Usd.FromDecimal(0.51m),
            },
            s_plain with
            {
                Limits = [new(LimitUnit.Tokens, 10)],
            },
            s_plain with
            {
                Limits = [new(LimitUnit.Tokens, 10, "output")],
            },
            s_plain with
            {
                Limits = [new(LimitUnit.Usd, 10), new(LimitUnit.Calls, 10)],
            },
            s_plain with
            {
                Window = s_plain.Window with { Period = CalendarPeriod.Day },
            },
            s_plain with
            {
                Window = s_plain.Window with { TimeZone = "Europe/Berlin" },
            },
            s_plain with
            {
                Window = new(WindowKind.Rolling) { Length = TimeSpan.FromHours(36) },
            },
            s_plain with
            {
                Window = new(WindowKind.Rolling) { Length = TimeSpan.FromHours(37) },
            },
            // These count as the plain one does.
            s_plain with
            {
                Description = "another text",
                Limits = [new(LimitUnit.Usd, 11)],
                Action = BudgetAction.Warn,
            },
        ];
        int alike = 0;
        foreach (BudgetPlan saved in budgets.Select(Plan))
        {
            foreach (BudgetPlan asked in budgets.Select(Plan))
            {
                bool isKnown = IsKnown(saved, asked);
                Assert.Equal(saved.FoldsLike(asked.Budget), isKnown);
                alike += isKnown ? 1 : 0;
            }
        }

        // Each is like itself, and the last one and the first like each other.
        Assert.Equal(budgets.Length + 2, alike);
    }

    [Fact]
    public void Terms_that_end_early_or_go_on_are_not_known()
    {
        BudgetPlan plan = Plan(s_plain);
        byte[] written = Written(plan);
        byte[] terms = written[4..];
        for (int length = 0; length < terms.Length; length++)
        {
            Assert.False(IsKnown([.. BitConverter.GetBytes(length), .. terms[..length]], plan));
        }

        Assert.False(IsKnown([.. BitConverter.GetBytes(terms.Length + 1), .. terms, 0], plan));
        Assert.True(IsKnown(written, plan));
    }

    private static BudgetPlan Plan(Budget budget) => BudgetBook.Compile([budget]).Plans[0];

    private static bool IsKnown(BudgetPlan saved, BudgetPlan asked) => IsKnown(Written(saved), asked);

    private static bool IsKnown(byte[] saved, BudgetPlan asked)
    {
        using FoldTerms terms = new();
        using BinaryReader reader = new(new MemoryStream(saved), Encoding.UTF8);
        return terms.AreOf(asked, reader);
    }

    private static byte[] Written(BudgetPlan plan)
    {
        using FoldTerms terms = new();
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        terms.Write(plan, writer);
        writer.Flush();
        return stream.ToArray();
    }
}
