using System.Globalization;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Reporting.Exports.Delivering;

namespace TokenLedger.Serve;

/// <summary>What people should be told of planned exports that do not reach their place.</summary>
internal static class LateExports
{
    /// <summary>Failed tries before it is told: the third comes three minutes after the first.</summary>
    public const int Tries = 3;

    /// <summary>How long one that goes on failing is not told again: a day.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromDays(1);

    /// <summary>A finding for each plan that has failed often enough.</summary>
    /// <param name="plans">How each plan goes.</param>
    public static IEnumerable<Finding> In(IReadOnlyList<DeliveryStatus> plans) =>
        plans.Where(plan => plan is { Problem: not null, Failures: >= Tries }).Select(Of);

    private static Finding Of(DeliveryStatus plan)
    {
        string reached = plan.DeliveredTo is { } end ? Instant(end) : "";
        string last = reached.Length == 0 ? "Nothing of it has been delivered yet" : $"It is delivered up to {reached}";
        return new()
        {
            Type = AlertType.ExportFailed,
            Subject = $"export {plan.Name}",
            Message = $"{plan.Problem} {last}; it is tried again.",
            Details =
            [
                new("export", plan.Name),
                new("place", plan.Place ?? ""),
                new("failures", plan.Failures.ToString(CultureInfo.InvariantCulture)),
                new("delivered_to", reached),
                new("next_try", plan.Next is { } next ? Instant(next) : ""),
            ],
            Place = reached,
            Quiet = s_quiet,
        };
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
