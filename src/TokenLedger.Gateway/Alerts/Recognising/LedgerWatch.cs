using System.Globalization;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>
/// Watches over what no entry can say: that the ledger cannot write any more, that its disk is nearly full, and that balances
/// are not what its entries fold to.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="least">Free bytes below which there is an alert; 0 for never.</param>
/// <param name="freeBytes">Free bytes of the ledger's disk; null when nobody can tell.</param>
/// <param name="time">The clock.</param>
internal sealed class LedgerWatch(ILedger ledger, long least, Func<long?> freeBytes, TimeProvider time)
{
    /// <summary>How often it looks: once a second.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a disk that is still nearly full is told of: every hour.</summary>
    private static readonly TimeSpan s_repeat = TimeSpan.FromHours(1);

    /// <summary>A mebibyte.</summary>
    private const long MiB = 1L << 20;

    private bool _hasFailed;
    private BalanceComparison? _told;

    /// <summary>What is wrong now; a failure is told once.</summary>
    public IReadOnlyList<Alert> Look() => [.. Failure(), .. Disk(), .. Drift()];

    private IEnumerable<Alert> Failure()
    {
        if (ledger.Failure is { } failure && !_hasFailed)
        {
            _hasFailed = true;
            yield return Alert(
                "ledger",
                $"The ledger cannot write any more, calls are refused with 503 and the gateway stops: {failure}",
                [],
                TimeSpan.Zero
            );
        }
    }

    private IEnumerable<Alert> Disk()
    {
        if (least > 0 && freeBytes() is { } free && free < least)
        {
            KeyValuePair<string, string>[] details =
            [
                new("free_bytes", free.ToString(CultureInfo.InvariantCulture)),
                new("least_bytes", least.ToString(CultureInfo.InvariantCulture)),
            ];
            yield return Alert(
                "disk",
                $"The disk of the ledger has {free / MiB} MiB left. When it is full nothing is served: make room, or give it more.",
                details,
                s_repeat
            );
        }
    }

    private IEnumerable<Alert> Drift()
    {
        if (ledger.LastComparison is { Drifted: > 0 } compared && compared != _told)
        {
            _told = compared;
            KeyValuePair<string, string>[] details =
            [
                new("accounts", compared.Drifted.ToString(CultureInfo.InvariantCulture)),
                new("budgets", string.Join(", ", compared.Differences.Select(one => one.Budget).Distinct())),
                new("as_of_entry", compared.Position.ToString(CultureInfo.InvariantCulture)),
            ];
            yield return Alert(
                "balances",
                $"{compared.Drifted} balances of budgets are not what the ledger's entries fold to; the log names them. Stop the gateway, delete state/balances in the ledger's folder and start it: balances are folded anew.",
                details,
                s_repeat
            );
        }
    }

    private Alert Alert(string subject, string message, KeyValuePair<string, string>[] details, TimeSpan quiet)
    {
        DateTimeOffset now = time.GetUtcNow();
        Alert alert = new()
        {
            Id = Guid.Empty,
            Type = AlertType.LedgerTrouble,
            Severity = AlertType.LedgerTrouble.Severity,
            Subject = subject,
            Message = AlertText.Short(message, EntryAlerts.LongestMessage),
            Details = details,
            At = now,
            Quiet = quiet,
        };
        string place = now.UtcTicks.ToString(CultureInfo.InvariantCulture);
        return alert with { Id = AlertId.Of(ledger.Origin, place, alert.Key) };
    }
}
