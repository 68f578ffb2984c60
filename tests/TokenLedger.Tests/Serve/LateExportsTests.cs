using TokenLedger.Gateway.Alerts;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Serve;

namespace TokenLedger.Tests.Serve;

public sealed class LateExportsTests
{
    private static readonly DeliveryStatus s_failing = new()
    {
        Name = "finance",
        Place = "s3://books/",
        Problem = "The export 'finance' could not be delivered: 403.",
        Failures = LateExports.Tries,
        DeliveredTo = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void An_export_that_has_failed_often_enough_is_told_of_with_how_far_it_is()
    {
        Finding told = Assert.Single(LateExports.In([s_failing]));

        Assert.Equal((AlertType.ExportFailed, "export finance"), (told.Type, told.Subject));
        Assert.Contains("403", told.Message, StringComparison.Ordinal);
        Assert.Contains("delivered up to 2026-11-01T00:00:00Z", told.Message, StringComparison.Ordinal);
        Assert.Contains(new("failures", "3"), told.Details);
    }

    [Fact]
    public void The_same_standstill_is_the_same_finding_and_the_next_one_another()
    {
        DeliveryStatus later = s_failing with { Failures = 9 };
        DeliveryStatus next = s_failing with { DeliveredTo = s_failing.DeliveredTo!.Value.AddDays(1) };

        string[] places = [.. LateExports.In([s_failing, later, next]).Select(told => told.Place)];

        Assert.Equal(places[0], places[1]);
        Assert.NotEqual(places[0], places[2]);
    }

    [Fact]
    public void Exports_that_arrive_or_failed_only_a_little_are_not_told_of() =>
        Assert.Empty(
            LateExports.In([s_failing with { Failures = LateExports.Tries - 1 }, s_failing with { Problem = null }])
        );
}
