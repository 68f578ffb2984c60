using System.Diagnostics;
using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Budgets;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Faults;

public sealed class KilledProcessTests
{
    private const int Kills = 5;

    [Fact]
    public async Task A_process_killed_under_load_loses_nothing_it_was_told_is_durable()
    {
        using TempFolder folder = new();
        int acknowledged = 0;
        int recovered = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            List<(long Sequence, Guid Id)> told = await RunAndKillAsync(folder.Path, 300 + 170 * kill);
            acknowledged += told.Count;
            OpenResult opened = await EmbeddedLedger.OpenAsync(
                new() { Folder = folder.Path },
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
            Assert.True(opened.IsOpen, opened.Problem);
            recovered += opened.RecoveredHolds;
            List<byte[]> all = await opened.Ledger.AllAsync();
            Assert.All(told, told => Assert.Equal(told.Id, EntryReader.Parse(all[(int)told.Sequence]).Id));
            await opened.Ledger.DisposeAsync();
        }

        VerificationReport report = await LedgerVerifier.RunAsync(
            folder.Path,
            null,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Empty(report.Findings);
        Assert.Equal(0, report.OpenHolds);
        Assert.True(acknowledged > Kills * 300, $"{acknowledged} acknowledged");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Kills} kills, {acknowledged} acknowledged, 0 lost, {recovered} open holds settled"
        );
    }

    [Fact]
    public async Task A_strict_budget_holds_over_kills_and_its_balance_is_the_fold()
    {
        const decimal Limit = 3m;
        using TempFolder folder = new();
        Budget budget = Calls.Budget("strict", Limit);
        int recovered = 0;
        for (int kill = 0; kill < 8; kill++)
        {
            // The last runs end by themselves: nothing more is allowed.
            await RunAndKillAsync(folder.Path, 150 + 40 * kill, "3", mayEnd: true);
            OpenResult opened = await EmbeddedLedger.OpenAsync(
                new() { Folder = folder.Path },
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
            Assert.True(opened.IsOpen, opened.Problem);
            recovered += opened.RecoveredHolds;
            await opened.Ledger.UseBudgetsAsync([budget], TestContext.Current.CancellationToken);
            BudgetBalance balance = Assert.Single(opened.Ledger.Balances(null, 10));
            List<Entry> entries = [.. (await opened.Ledger.AllAsync()).Select(bytes => EntryReader.Parse(bytes))];
            (decimal used, decimal held) = NaiveBalances.Of(entries, budget, DateTimeOffset.UtcNow)["#0"];
            Assert.Equal((used, held), (balance.Used, balance.Held));
            Assert.Equal(0, held);
            Assert.InRange(used, 0.001m, Limit);
            Assert.InRange(MostEver(entries), 0.001m, Limit);
            await opened.Ledger.DisposeAsync();
        }

        VerificationReport report = await LedgerVerifier.RunAsync(
            folder.Path,
            null,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Empty(report.Findings);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"8 runs of 32 callers, {report.Head.Size} entries, {recovered} open holds settled, never above {Limit} USD"
        );
    }

    // The most that was ever used and held at once.
    private static decimal MostEver(List<Entry> entries)
    {
        decimal sum = 0;
        decimal most = 0;
        foreach (Entry entry in entries)
        {
            bool recovered = entry.Flags.Contains("recovered");
            sum +=
                entry.Kind == EntryKind.Authorization ? 0.01m
                : recovered ? 0
                : -0.006m;
            most = Math.Max(most, sum);
        }

        return most;
    }

    private static async Task<List<(long, Guid)>> RunAndKillAsync(
        string folder,
        int lines,
        string? dollars = null,
        bool mayEnd = false
    )
    {
        string host = Path.Combine(AppContext.BaseDirectory, "TokenLedger.Ledger.FaultHost.dll");
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", dollars is null ? [host, folder] : [host, folder, dollars])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        List<(long, Guid)> told = [];
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                // The last line may be cut by the kill.
                string[] parts = line.Split(' ');
                if (parts.Length == 2 && Guid.TryParse(parts[1], out Guid id))
                {
                    told.Add((long.Parse(parts[0], CultureInfo.InvariantCulture), id));
                }

                if (told.Count == lines)
                {
                    process.Kill();
                }
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        Assert.True(mayEnd || told.Count >= lines, await process.StandardError.ReadToEndAsync(CancellationToken.None));
        return told;
    }
}
