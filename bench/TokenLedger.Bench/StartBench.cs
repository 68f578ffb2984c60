using System.Diagnostics;
using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench;

/// <summary>
/// What budgets decided at run time add to a start of the built program: two data folders with ledgers of the same length,
/// whose open segment holds calls, one with 100,000 budgets and one without, are started in turns.
/// </summary>
internal static class StartBench
{
    private const int Budgets = 100_000;
    private const int Rounds = 7;

    /// <summary>Of the last segment these entries are calls, replayed by every start.</summary>
    private const int CallEntries = 4_000;

    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(2);

    /// <summary>Runs it: <c>PROGRAM [BUDGETS]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        string program = Path.GetFullPath(args[0]);
        int budgets = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Budgets;
        string root = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
        (string Name, string Folder)[] folders =
        [
            ("without", Path.Combine(root, "without")),
            ($"{budgets:N0} budgets", Path.Combine(root, "with")),
        ];
        try
        {
            await MakeAsync(folders[0].Folder, budgets, decided: false);
            await MakeAsync(folders[1].Folder, budgets, decided: true);
            foreach ((string name, string folder) in folders)
            {
                // The first start brings the views to the head.
                Console.WriteLine($"{name}, first start: {await StartAsync(program, folder)}");
            }

            List<Start>[] starts =
            [
                [],
                [],
            ];
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < folders.Length; i++)
                {
                    starts[i].Add(await StartAsync(program, folders[i].Folder));
                }
            }

            for (int i = 0; i < folders.Length; i++)
            {
                Print(folders[i].Name, starts[i]);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Makes a data folder as a gateway would leave it.</summary>
    private static async Task MakeAsync(string folder, int budgets, bool decided)
    {
        string ledgerFolder = Path.Combine(folder, "ledger");
        Directory.CreateDirectory(ledgerFolder);
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = ledgerFolder }, TimeProvider.System);
        EmbeddedLedger ledger = opened.Ledger!;
        string file = Path.Combine(folder, "control.state");
        using ControlBook book = await ControlBook.OpenAsync(ledger, file, TimeProvider.System, CancellationToken.None);
        if (decided)
        {
            IEnumerable<ControlChange> changes = BudgetBench
                .Budgets(budgets)
                .Select(budget => new ControlChange(ControlKinds.Budget, budget.Id, BudgetJson.Write(budget), "bench"));
            foreach (ControlChange[] some in changes.Chunk(10_000))
            {
                await book.ChangeAllAsync(some, CancellationToken.None);
            }
        }

        // Calls to the same length: the end of a segment and some of the next.
        long length = ((budgets / 65_536) + 1) * 65_536L + CallEntries;
        await AppendCallsAsync(ledger, length - ledger.Head.Size);
        await book.SaveAsync(CancellationToken.None);
        await ledger.DisposeAsync();
    }

    private static async Task AppendCallsAsync(EmbeddedLedger ledger, long entries)
    {
        const int AtOnce = 1_000;
        for (long left = entries / 2; left > 0; left -= AtOnce)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            Entry[] some =
            [
                .. Enumerable.Range(0, (int)Math.Min(left, AtOnce)).Select(_ => SampleEntries.Authorization(now)),
            ];
            await Task.WhenAll(some.Select(one => ledger.AppendAsync(one, CancellationToken.None).AsTask()));
            await Task.WhenAll(
                some.Select(one =>
                    ledger.AppendAsync(SampleEntries.Settlement(one, now), CancellationToken.None).AsTask()
                )
            );
        }
    }

    private static async Task<Start> StartAsync(string program, string folder)
    {
        ProcessStartInfo how = new(program, ["serve", "--data", folder, "--listen", "127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(how)!;
        using CancellationTokenSource tooLong = new(_longestStart);
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync(tooLong.Token) is { } line)
        {
            if (line.EndsWith("is ready.", StringComparison.Ordinal))
            {
                break;
            }
        }

        TimeSpan ready = Stopwatch.GetElapsedTime(began);
        TimeSpan processor = process.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(1));
        process.Refresh();
        long resident = process.WorkingSet64;
        using (Process stopping = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await stopping.WaitForExitAsync(tooLong.Token);
        }

        _ = await process.StandardOutput.ReadToEndAsync(tooLong.Token);
        await process.WaitForExitAsync(tooLong.Token);
        return new(ready, processor, resident);
    }

    private static void Print(string name, List<Start> starts)
    {
        TimeSpan[] ready = [.. starts.Select(one => one.Ready).Order()];
        TimeSpan[] processor = [.. starts.Select(one => one.Processor).Order()];
        long[] resident = [.. starts.Select(one => one.Resident).Order()];
        Console.WriteLine(
            $"{name}: ready after {ready[0].TotalSeconds:N2} s at best, {ready[Rounds / 2].TotalSeconds:N2} median, {ready[^1].TotalSeconds:N2} at most; "
                + $"{processor[Rounds / 2].TotalSeconds:N2} s of processor time; {resident[Rounds / 2] >> 20} MiB resident a second later"
        );
    }

    /// <summary>One start.</summary>
    /// <param name="Ready">From the start of the process to its banner.</param>
    /// <param name="Processor">Processor time until then.</param>
    /// <param name="Resident">Bytes resident a second later.</param>
    private readonly record struct Start(TimeSpan Ready, TimeSpan Processor, long Resident)
    {
        public override string ToString() =>
            $"{Ready.TotalSeconds:N2} s, {Processor.TotalSeconds:N2} s of processor time, {Resident >> 20} MiB";
    }
}
