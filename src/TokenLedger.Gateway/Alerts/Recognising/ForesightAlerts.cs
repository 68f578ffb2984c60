namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>
/// Looks, every hour or so, at what shows only over many entries, and makes alerts of it. Who looks is handed in: reports are
/// none of the gateway's business.
/// </summary>
/// <param name="origin">The ledger.</param>
/// <param name="look">Looks; null for never.</param>
/// <param name="time">The clock.</param>
internal sealed class ForesightAlerts(
    string origin,
    Func<CancellationToken, Task<ForesightLook>>? look,
    TimeProvider time
)
{
    /// <summary>Accounts whose pace is not told, because they are foreseen.</summary>
    public IReadOnlySet<string> Foreseen { get; private set; } = new HashSet<string>();

    /// <summary>Looks once.</summary>
    public async Task<IReadOnlyList<Alert>> LookAsync(CancellationToken cancellation)
    {
        if (look is null)
        {
            return [];
        }

        ForesightLook seen = await look(cancellation).ConfigureAwait(false);
        Foreseen = seen.Foreseen;
        DateTimeOffset now = time.GetUtcNow();
        return [.. seen.Findings.Select(finding => Alert(finding, now))];
    }

    private Alert Alert(Finding finding, DateTimeOffset now)
    {
        Alert alert = new()
        {
            Id = Guid.Empty,
            Type = finding.Type,
            Severity = finding.Type.Severity,
            Subject = AlertText.Short(finding.Subject, EntryAlerts.LongestMessage),
            Member = AlertText.Short(finding.Member, EntryAlerts.LongestMessage),
            Message = AlertText.Short(finding.Message, EntryAlerts.LongestMessage),
            Details = finding.Details,
            Tenant = finding.Tenant,
            At = now,
            Quiet = finding.Quiet,
        };
        return alert with { Id = AlertId.Of(origin, finding.Place, alert.Key) };
    }
}
