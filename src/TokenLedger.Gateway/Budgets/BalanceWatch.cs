using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// Has balances folded again from the ledger's entries and compared with those in force, again and again while the gateway
/// runs. They cannot differ by design; this is how anyone would know if they did. Calls never wait for it.
/// </summary>
internal sealed partial class BalanceWatch(ILedger ledger, TimeProvider time, ILogger<BalanceWatch> log)
{
    /// <summary>When it compares for the first time after a start: after 5 minutes.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Rest after a comparison: an hour. A comparison itself works at a tenth of a processor.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromHours(1);

    private long _accounts;

    /// <summary>Accounts compared since the start.</summary>
    public long Accounts => Volatile.Read(ref _accounts);

    /// <summary>Compares until cancelled. What goes wrong is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            for (TimeSpan rest = First; ; rest = Every)
            {
                await Task.Delay(rest, time, cancellation).ConfigureAwait(false);
                await CompareAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    /// <summary>Compares once.</summary>
    public async Task CompareAsync(CancellationToken cancellation)
    {
        try
        {
            BalanceComparison? compared = await ledger.CompareBalancesAsync(cancellation).ConfigureAwait(false);
            Interlocked.Add(ref _accounts, compared?.Accounts ?? 0);
            foreach (BalanceDifference one in compared?.Differences ?? [])
            {
                string member = string.Join(',', one.Member.Select(part => $"{part.Key}={part.Value}"));
                LogDrift(one.Budget, member, one.InForce.Used, one.InForce.Held, one.Folded.Used, one.Folded.Held);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or InvalidOperationException)
        {
            LogNotCompared(failure.Message);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The balance of budget {Budget} {Member} has drifted: {Used} used and {Held} held are in force, {FoldedUsed} and {FoldedHeld} follow from the ledger"
    )]
    private partial void LogDrift(
        string budget,
        string member,
        decimal used,
        decimal held,
        decimal foldedUsed,
        decimal foldedHeld
    );

    [LoggerMessage(
        LogLevel.Warning,
        "Balances could not be compared with the ledger, and are again in an hour: {Problem}"
    )]
    private partial void LogNotCompared(string problem);
}
