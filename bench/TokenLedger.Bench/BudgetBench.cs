using System.Diagnostics;
using System.Text;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench;

/// <summary>
/// What budgets cost: 100,000 of them put in force, the accounts of a call found among them, and the caller's and the
/// writer's share of an append with none and with five.
/// </summary>
internal static class BudgetBench
{
    private const int Many = 100_000;

    public static async Task<int> RunAsync()
    {
        for (int round = 0; round < 2; round++)
        {
            await LoadAsync();
            Appends("no budgets", []);
            Appends("5 budgets, 3 scopes", Five());
            Appends("100,005 budgets", [.. Five(), .. Budgets(Many)]);
        }

        await FoldAsync();
        return 0;
    }

    private static async Task LoadAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<string> texts = [.. Budgets(Many).Select(BudgetJson.Write)];
        long textBytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        byte[][] utf8 = [.. texts.Select(Encoding.UTF8.GetBytes)];
        List<Budget> budgets =
        [
            .. BudgetJson.Read(utf8.Length, i => BudgetJson.Read(utf8[i], $"b-{i}")).Select(reading => reading.Budget!),
        ];
        Print($"{Many:N0} budgets: read from JSON", start, cpu);
        (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await opened.Ledger!.UseBudgetsAsync(budgets, CancellationToken.None);
        Print($"{Many:N0} budgets: put in force", start, cpu);
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before - textBytes;
        Console.WriteLine($"{Many:N0} budgets: {bytes >> 20} MiB");
        GC.KeepAlive(texts);
        GC.KeepAlive(budgets);
        await opened.Ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void Print(string what, long start, TimeSpan cpu) =>
        Console.WriteLine(
            $"{what}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N0} ms, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:N0} ms of CPU"
        );

    // The budgets' part of an append, without the disk: what the caller prepares, and what the writer judges and applies.
    private static void Appends(string what, IReadOnlyList<Budget> budgets)
    {
        const int Calls = 300_000;
        BudgetBook book = BudgetBook.Compile(budgets);
        LiveBudgets live = new();
        live.Use(new BudgetBalances(book));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Entry authorization = SampleEntries.Authorization(now);
        Entry settlement = SampleEntries.Settlement(authorization, now);
        for (int round = 0; round < 2; round++)
        {
            BudgetFacts? opens = null;
            BudgetFacts? closes = null;
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < Calls; i++)
            {
                opens = book.Plans.Count == 0 ? null : BudgetFacts.Of(authorization, book);
                closes = book.Plans.Count == 0 ? null : BudgetFacts.Of(settlement, book);
            }

            TimeSpan caller = Environment.CpuUsage.TotalTime - cpu;
            using AppendQueue queue = new();
            PendingAppend[] pair = [Filled(queue, authorization, opens, book), Filled(queue, settlement, closes, book)];
            cpu = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < 2 * Calls; i++)
            {
                lock (live.Gate)
                {
                    _ = live.Judge(pair[i % 2], now.UtcTicks + i);
                    live.Apply(pair[i % 2], now.UtcTicks + i);
                }
            }

            TimeSpan writer = Environment.CpuUsage.TotalTime - cpu;
            if (round > 0)
            {
                Console.WriteLine(
                    $"{what}: ns of CPU per entry: {caller.TotalNanoseconds / (2 * Calls):N0} of the caller, {writer.TotalNanoseconds / (2 * Calls):N0} of the writer"
                );
            }
        }
    }

    private static PendingAppend Filled(AppendQueue queue, Entry entry, BudgetFacts? facts, BudgetBook book)
    {
        PendingAppend append = new(queue);
        append.Fill(entry, BudgetBook.Empty);
        append.Take(facts, book);
        return append;
    }

    // A budget for all time over history that is there: every entry is read and folded.
    private static async Task FoldAsync()
    {
        const int Pairs = 100_000;
        string folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, TimeProvider.System);
        EmbeddedLedger ledger = opened.Ledger!;
        for (int done = 0; done < Pairs; done += 1000)
        {
            Entry[] calls =
            [
                .. Enumerable.Range(0, 1000).Select(_ => SampleEntries.Authorization(DateTimeOffset.UtcNow)),
            ];
            await Task.WhenAll(calls.Select(call => ledger.AppendAsync(call, CancellationToken.None).AsTask()));
            await Task.WhenAll(
                calls.Select(call =>
                    ledger
                        .AppendAsync(SampleEntries.Settlement(call, DateTimeOffset.UtcNow), CancellationToken.None)
                        .AsTask()
                )
            );
        }

        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        await ledger.UseBudgetsAsync(Five(), CancellationToken.None);
        Print($"fold of {2 * Pairs:N0} entries into 5 budgets", start, cpu);
        await ledger.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal static IReadOnlyList<Budget> Five() =>
        [
            Make("tenant", [new("tenant", "acme")], []),
            Make("each-user", [], ["user"]),
            Make("models", [new("model", "gpt-*")], []),
            Make("tenant-day", [new("tenant", "acme")], []) with
            {
                Window = new(WindowKind.Calendar) { Period = CalendarPeriod.Day, TimeZone = "Europe/Berlin" },
            },
            Make("tokens", [new("tenant", "acme")], []) with
            {
                Limits = [new(LimitUnit.Tokens, 1_000_000_000_000)],
            },
        ];

    internal static IEnumerable<Budget> Budgets(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i =>
                Make(
                    $"b-{i}",
                    (i % 4) switch
                    {
                        0 => [new("key", $"key-{i}")],
                        1 => [new("user", $"user-{i}")],
                        2 => [new("tenant", $"tenant-{i % 1000}"), new("feature", $"feature-{i}")],
                        _ => [new("project", $"project-{i}"), new("environment", "production")],
                    },
                    []
                )
            );

    private static Budget Make(string id, ScopeTerm[] scope, string[] per) =>
        new()
        {
            Id = id,
            Scope = scope,
            Per = per,
            Limits = [new(LimitUnit.Usd, 1_000_000_000)],
            Window = new(WindowKind.Calendar),
            Hold = HoldMode.Strict,
            SoftPercent = 80,
        };
}
