using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Reconciliation;
using Xunit;
using static TokenLedger.Accounting.Tests.Reconciliation.Statement;

namespace TokenLedger.Accounting.Tests.Reconciliation;

/// <summary>Whatever happened and whatever went wrong, the causes sum to the residual, exactly.</summary>
public sealed class SumOfCausesTests
{
    private static readonly string[] _models = [Model, "gpt-4o", "house-model"];
    private static readonly string[] _tiers = [Tiers.Standard, Tiers.Batch, "priority"];
    private static readonly Usd[] _steps = [new(1), new(100_000_000), Dollars("0.01")];

    [Fact]
    public void The_causes_sum_to_the_residual_whatever_is_planted()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<int[]>(),
                ArbMap.Default.ArbFor<byte>(),
                (script, shape) => Check([.. script.Select(number => Math.Abs(number % 100_003))], shape)
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_causes_sum_to_the_residual_in_long_histories()
    {
        Random random = new(20261122);
        for (int run = 0; run < 60; run++)
        {
            int[] script = [.. Enumerable.Range(0, 400).Select(_ => random.Next(100_003))];
            Check(script, (byte)random.Next(256));
        }
    }

    private static void Check(int[] script, byte shape)
    {
        Statement statement = new()
        {
            Step = _steps[shape % 3],
            UsageStatesTier = (shape & 4) != 0,
            CostStatesTier = (shape & 8) != 0,
            CostStatesMeter = (shape & 16) != 0,
        };
        foreach (int number in script)
        {
            Plant(statement, number);
        }

        bool usage = (shape & 32) != 0;
        bool costs = (shape & 64) != 0 || !usage;
        ReconcileTerms terms = new(RateBook.Embedded)
        {
            Keys = (shape & 128) == 0 ? null : new Dictionary<string, string> { ["fp-1"] = "fp-1" },
            From = new(2026, 11, 2),
            To = new(2026, 11, 9),
        };

        ReconciliationReport report = statement.Reconcile(terms, usage, costs);

        if (statement.Export(usage, costs).Lines.Count == 0)
        {
            Assert.Empty(report.Rows);
            return;
        }

        foreach (ReconciledRow row in report.Rows)
        {
            Assert.Equal(row.Residual, row.Explanations.Aggregate(Usd.Zero, (sum, part) => sum + part.Amount));
        }

        Assert.Equal(report.Residual, Causes.All.Aggregate(Usd.Zero, (sum, cause) => sum + report[cause]));
        Assert.Equal(Booked(statement), report.Ours);
        if (costs && script.Length > 0)
        {
            Assert.Equal(Billed(statement, report), report.Theirs);
        }
    }

    private static void Plant(Statement statement, int number)
    {
        int day = 2 + number % 8;
        Deed deed = new(
            At(day, number / 8 % 24, number / 192 % 60, number % 60),
            _models[number / 7 % 3],
            number % 5_003,
            number % 701
        )
        {
            Tier = number % 5 == 0 ? _tiers[number / 5 % 3] : Tiers.Standard,
            Key = "fp-" + number % 3,
        };
        bool known = deed.Model != "house-model";
        switch (number % 11)
        {
            case 0:
                statement.Bill(deed, price: _ => 1.7m);
                break;
            case 1:
                statement.Book(deed, known);
                break;
            case 2:
                statement.Book(deed, known);
                statement.Bill(deed, price: _ => 2.3m + number % 4);
                break;
            case 3:
                statement.Book(deed, known, estimated: true);
                statement.Bill(deed with { Output = deed.Output + number % 300 }, price: _ => 2);
                break;
            case 4:
                statement.Book(deed, priced: false);
                statement.Bill(deed, price: _ => 3);
                break;
            case 5:
                statement.Book(deed, known);
                statement.Bill(deed, day: Math.Min(9, day + 1), price: _ => 2);
                break;
            case 6:
                statement.Book(deed, known);
                statement.Bill(deed with { Tier = Tiers.Batch }, price: _ => 1);
                break;
            default:
                statement.Book(deed, known);
                statement.Bill(deed, price: known ? null : _ => 5);
                break;
        }
    }

    private static Usd Booked(Statement statement) =>
        statement.Ours.Aggregate(Usd.Zero, (sum, line) => sum + (line.Amount ?? Usd.Zero));

    private static Usd Billed(Statement statement, ReconciliationReport report)
    {
        Usd charges = statement
            .Export(usage: false, costs: true)
            .Lines.Aggregate(Usd.Zero, (sum, line) => sum + line.Amount!.Value);

        // Days before the first and after the last charge are valued, not billed.
        return report.Rows.Where(row => !row.Billed).Aggregate(charges, (sum, row) => sum + row.Theirs);
    }
}
