using System.Globalization;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Crash;

/// <summary>
/// kill -9 at any instant: every answer that a caller has received whole is on the books, and what reports are made from,
/// killed as often, says what it says when it is built again from the ledger. The number of kills is 30, or what the
/// environment variable TOKENLEDGER_KILLS says.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Callers = 32;

    private static int Kills =>
        int.TryParse(
            Environment.GetEnvironmentVariable("TOKENLEDGER_KILLS"),
            CultureInfo.InvariantCulture,
            out int kills
        )
            ? kills
            : 30;

    [Fact]
    public async Task Every_whole_answer_has_its_settlement_however_often_the_gateway_is_killed()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TempFolder folder = new();
        await using SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), cancellation);
        provider.Misbehavior = Misbehavior.None with { ChunkDelay = TimeSpan.FromMilliseconds(1), Words = 12 };
        using Service service = new();
        using CancellationTokenSource done = new();
        Caller[] callers = [.. Enumerable.Range(0, Callers).Select(number => new Caller(number, service))];
        Task calling = Task.WhenAll(callers.Select(caller => caller.RunAsync(done.Token)));

        // A seed makes the instants the same from run to run as far as the machine allows.
        Random random = new(20261121);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServeProcess gateway = await ServeProcess.StartAsync(
                folder.Path,
                provider.BaseAddress,
                cancellation
            );
            await service.OpenAsync(gateway.Address, random.Next(1, 80)).WaitAsync(cancellation);
            service.Close();
            await gateway.KillAsync(cancellation);
        }

        await done.CancelAsync();
        await calling;
        await RecoverAsync(folder.Path, provider.BaseAddress, cancellation);
        await CheckAsync(folder.Path, callers, cancellation);
        await CompareReportsAsync(folder.Path, cancellation);
    }

    /// <summary>The views that lived through all kills, beside the same built from nothing.</summary>
    private static async Task CompareReportsAsync(string data, CancellationToken cancellation)
    {
        IReadOnlyList<string> lived = await ReportsAsync(data, cancellation);
        Directory.Delete(Path.Combine(data, "views"), recursive: true);

        Assert.Equal(lived, await ReportsAsync(data, cancellation));
    }

    private static async Task<IReadOnlyList<string>> ReportsAsync(string data, CancellationToken cancellation)
    {
        DateTimeOffset today = new(DateTime.UtcNow.Date, TimeSpan.Zero);
        string[] where =
        [
            .. (string[])["--from", $"{today.AddDays(-1):yyyy-MM-dd}", "--to", $"{today.AddDays(2):yyyy-MM-dd}"],
            .. (string[])["--json", "--data", data],
        ];
        List<string> reports = [];
        foreach (
            string command in (string[])["costs --by key,model", "latency", "errors", "coverage", "expensive", "waste"]
        )
        {
            var told = await Executable.RunAsync([.. command.Split(' '), .. where], cancellation);
            Assert.True(told.Code == 0, $"{command}: {told.Error}");
            reports.Add(told.Output);
        }

        return reports;
    }

    /// <summary>One last start resolves what the last kill left open; then it stops as it should.</summary>
    private static async Task RecoverAsync(string data, Uri provider, CancellationToken cancellation)
    {
        await using ServeProcess gateway = await ServeProcess.StartAsync(data, provider, cancellation);
        Assert.Equal(0, await gateway.StopAsync(cancellation));
    }

    private async Task CheckAsync(string data, Caller[] callers, CancellationToken cancellation)
    {
        IReadOnlyList<LedgerEntry> entries = await StoredEntries.OfAsync(data);
        ILookup<string, LedgerEntry> ends = entries.Where(e => e.IsEnd).ToLookup(e => e.Text("settles")!);
        ILookup<string, LedgerEntry> settlements = entries.Where(e => e.Kind == "settlement").ToLookup(e => e.Call!);
        LedgerEntry[] holds = [.. entries.Where(entry => entry.Kind == "authorization")];
        string[] whole = [.. callers.SelectMany(caller => caller.Whole)];
        int recovered = entries.Count(entry => entry.Outcome == "crash");
        output.WriteLine(
            $"{Kills} kills, {Callers} callers: {whole.Length} whole answers, {callers.Sum(c => c.Broken)} broken ones, "
                + $"{holds.Length} authorizations, {settlements.Count} settled calls, {recovered} of them after a crash, "
                + $"{entries.Count} entries."
        );

        Assert.True(whole.Length >= Kills, "The callers must have been served between the kills.");
        Assert.True(recovered > 0, "The kills must have hit open calls.");
        Assert.Equal(whole.Length, whole.Distinct().Count());
        Assert.DoesNotContain(whole, call => settlements[call].Count(entry => entry.Outcome == "served") != 1);
        Assert.DoesNotContain(holds, hold => ends[hold.Text("id")!].Count() != 1);
        (int code, string said, string wrong) = await Executable.RunAsync(["verify", "--data", data], cancellation);
        Assert.True(code == 0, said + wrong);
    }
}
