using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Accounting.Tests.Budgets;

public sealed class BudgetBookTests
{
    private static Budget Budget(string id, decimal usd = 10) =>
        new()
        {
            Id = id,
            Scope = [new("user", id)],
            Limits = [new(LimitUnit.Usd, usd)],
            Window = new(WindowKind.Calendar),
        };

    [Fact]
    public void What_did_not_change_is_not_made_again_and_finds_its_new_place()
    {
        Budget[] before = [Budget("b"), Budget("c"), Budget("d")];
        BudgetBook book = BudgetBook.Compile(before);

        BudgetBook next = BudgetBook.Compile([Budget("a"), before[0], Budget("c", 20), before[2]], book);

        Assert.Equal(["a", "b", "c", "d"], next.Plans.Select(plan => plan.Budget.Id));
        Assert.Equal([0, 1, 2, 3], next.Plans.Select(plan => plan.Number));
        Assert.Same(book.Find("d")!.Limits, next.Find("d")!.Limits);
        Assert.NotSame(book.Find("c"), next.Find("c"));
        Assert.Equal(20, next.Find("c")!.Budget.Limits[0].Amount);
        Assert.True(next.Find("b")!.FoldsLike(before[0]));
    }

    [Fact]
    public void What_is_wrong_is_said_whatever_stood_there_before()
    {
        Budget good = Budget("a");
        BudgetBook book = BudgetBook.Compile([good]);

        ArgumentException wrong = Assert.Throws<ArgumentException>(() =>
            BudgetBook.Compile([good, Budget("b", -1), good], book)
        );

        Assert.Contains("b.limits[0].amount", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("two budgets of this name", wrong.Message, StringComparison.Ordinal);
    }
}
