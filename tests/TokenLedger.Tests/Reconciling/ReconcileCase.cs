using System.Text.Json;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands;
using TokenLedger.Ledger.Entries;
using TokenLedger.Tests.Adjusting;

namespace TokenLedger.Tests.Reconciling;

/// <summary>A ledger on disk, a provider's export of the same days, and the command between them.</summary>
internal sealed class ReconcileCase : IDisposable
{
    private readonly List<Entry> _booked = [];
    private readonly List<Use> _billed = [];

    public ReconcileCase(Shape shape, int? decimals = null)
    {
        Exports = new(shape, Ledger.Data.Path) { Decimals = decimals };
        Call = new(At(3, 12), Exports.Model, 100_000, 10_000);
        for (int day = 3; day <= 6; day++)
        {
            Both(Call with { At = At(day, 9) });
        }
    }

    public LedgerCase Ledger { get; } = new();
    public Exports Exports { get; }

    /// <summary>A call of 3 November at noon.</summary>
    public Use Call { get; }

    public static DateTimeOffset At(int day, int hour, int minute = 0, int second = 0) =>
        new(2026, 11, day, hour, minute, second, TimeSpan.Zero);

    public void Both(Use use)
    {
        Book(use);
        Bill(use);
    }

    public void Book(Use use, bool priced = true, bool estimated = false) =>
        _booked.Add(use.Settlement(Exports.Provider, priced, estimated));

    public void Bill(Use use) => _billed.Add(use);

    public Usd Cost(Use use) =>
        use.Parts.Aggregate(Usd.Zero, (sum, part) => sum + use.Cost(Exports.Provider, part.Meter, part.Units));

    public Task WriteAsync() => Ledger.WriteAsync([.. _booked.OrderBy(entry => entry.OccurredAt)]);

    /// <summary>Runs the command and reads its JSON.</summary>
    public async Task<(int Exit, JsonElement Report)> ReconcileAsync(params string[] more)
    {
        (int exit, string output, string error) = await RunAsync([.. Exports.Write(_billed), "--json", .. more]);
        Assert.True(output.Length > 0, error);
        return (exit, JsonDocument.Parse(output).RootElement);
    }

    public async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int exit = await CommandLine.RunAsync(["reconcile", .. args, "--data", Ledger.Data.Path], output, error);
        return (exit, output.ToString(), error.ToString());
    }

    public string[] Write() => Exports.Write(_billed);

    public void Dispose() => Ledger.Dispose();
}
