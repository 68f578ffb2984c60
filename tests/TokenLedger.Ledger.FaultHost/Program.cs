using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

// Appends authorizations and voids from several callers until it is killed, and says on standard output what it was
// told is durable: "SEQUENCE ID" a line. With a second argument it settles calls under a strict budget of so many dollars
// instead, until nothing more is allowed.
const int Callers = 32;
OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = args[0] }, TimeProvider.System);
if (!opened.IsOpen)
{
    await Console.Error.WriteLineAsync(opened.Problem);
    return 1;
}

if (args.Length > 1)
{
    Budget budget = new()
    {
        Id = "strict",
        Limits = [new(LimitUnit.Usd, decimal.Parse(args[1], CultureInfo.InvariantCulture))],
        Window = new(WindowKind.Lifetime),
        Hold = HoldMode.Strict,
    };
    await opened.Ledger.UseBudgetsAsync([budget], CancellationToken.None);
    await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(SpendAsync)));
    return 0;
}

await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));
return 1;

async Task SpendAsync()
{
    while (true)
    {
        Entry authorization = new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.CreateVersion7(),
            OccurredAt = TimeProvider.System.GetUtcNow(),
            Hold = new Hold(10, 20, Usd.FromDecimal(0.01m)),
        };
        AppendResult result = await opened.Ledger.AppendAsync(authorization, CancellationToken.None);
        if (result.Status == AppendStatus.OverBudget)
        {
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Sequence} {authorization.Id}"));
        await AppendAsync(
            new()
            {
                Kind = EntryKind.Settlement,
                Id = Guid.CreateVersion7(),
                OccurredAt = authorization.OccurredAt,
                Settles = authorization.Id,
                Cost = Usd.FromDecimal(0.004m),
                KnownCost = Usd.FromDecimal(0.004m),
                Priced = true,
            }
        );
    }
}

async Task CallAsync()
{
    while (true)
    {
        Entry authorization = new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.CreateVersion7(),
            OccurredAt = TimeProvider.System.GetUtcNow(),
            Hold = new Hold(10, 20, new Usd(1_000_000)),
        };
        await AppendAsync(authorization);
        await AppendAsync(
            new()
            {
                Kind = EntryKind.Void,
                Id = Guid.CreateVersion7(),
                OccurredAt = authorization.OccurredAt,
                Settles = authorization.Id,
            }
        );
    }
}

async Task AppendAsync(Entry entry)
{
    AppendResult result = await opened.Ledger.AppendAsync(entry, CancellationToken.None);
    if (!result.IsAppended)
    {
        Environment.Exit(1);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Sequence} {entry.Id}"));
}
