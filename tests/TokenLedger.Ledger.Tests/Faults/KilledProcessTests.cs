using System.Diagnostics;
using System.Globalization;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
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

    private static async Task<List<(long, Guid)>> RunAndKillAsync(string folder, int lines)
    {
        string host = Path.Combine(AppContext.BaseDirectory, "TokenLedger.Ledger.FaultHost.dll");
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [host, folder])
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

        Assert.True(told.Count >= lines, await process.StandardError.ReadToEndAsync(CancellationToken.None));
        return told;
    }
}
