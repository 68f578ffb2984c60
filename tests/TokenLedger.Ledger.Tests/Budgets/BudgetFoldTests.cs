using FsCheck;
using FsCheck.Fluent;

namespace TokenLedger.Ledger.Tests.Budgets;

public sealed class BudgetFoldTests
{
    private const int Histories = 10_000;

    [Fact]
    public void Balances_are_the_fold_of_the_ledger_after_any_history()
    {
        int run = 0;
        long entries = 0;
        long refused = 0;
        long restarts = 0;
        Gen<int[]> choices = Gen.Choose(0, int.MaxValue).ArrayOf(160);
        Prop.ForAll(
                choices.ToArbitrary(),
                numbers =>
                {
                    BudgetHistory history = new(numbers);
                    string? wrong = history.Run();
                    run++;
                    entries += history.Entries;
                    refused += history.Refused;
                    restarts += history.Restarts;
                    Assert.True(wrong is null, wrong);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));
        string figures =
            $"{run} histories, {entries} entries, {refused} refusals, {restarts} restarts: every balance equals the plain fold";
        Assert.True(refused > 1000 && restarts > Histories, figures);
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
    }
}
