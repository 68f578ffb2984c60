using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class CoolDownTests
{
    private static readonly TimeSpan _usual = TimeSpan.FromMinutes(5);

    [Fact]
    public void Ten_thousand_like_it_give_one_alert_per_cool_down_and_the_next_says_how_many_it_stands_for()
    {
        CoolDowns coolDowns = new();
        Alert[] within = [.. Range(10_000, TimeSpan.FromMilliseconds(10)).Select(Pass).OfType<Alert>()];
        Alert? after = coolDowns.Pass(AlertSamples.Alert() with { At = AlertSamples.At + _usual }, _usual);

        Assert.Equal(0, Assert.Single(within).Suppressed);
        Assert.Equal(9_999, after!.Suppressed);

        Alert? Pass(Alert alert) => coolDowns.Pass(alert, _usual);
    }

    [Fact]
    public void Another_subject_another_member_and_another_type_are_not_held_back()
    {
        CoolDowns coolDowns = new();

        Assert.NotNull(coolDowns.Pass(AlertSamples.Alert("a"), _usual));
        Assert.NotNull(coolDowns.Pass(AlertSamples.Alert("b"), _usual));
        Assert.NotNull(coolDowns.Pass(AlertSamples.Alert("a") with { Member = "user=x" }, _usual));
        Assert.NotNull(coolDowns.Pass(AlertSamples.Alert("a", AlertType.GhostDetected), _usual));
        Assert.Null(coolDowns.Pass(AlertSamples.Alert("a"), _usual));
    }

    [Fact]
    public void A_million_sessions_take_the_room_of_ten_thousand_and_the_newest_are_remembered()
    {
        CoolDowns coolDowns = new();
        foreach (int i in Enumerable.Range(0, 1_000_000))
        {
            coolDowns.Pass(AlertSamples.Alert($"session:{i}") with { At = AlertSamples.At.AddTicks(i) }, _usual);
        }

        Assert.InRange(coolDowns.Count, 1, CoolDowns.Most);
        Assert.Null(coolDowns.Pass(AlertSamples.Alert("session:999999") with { At = AlertSamples.At }, _usual));
    }

    [Fact]
    public void What_is_told_once_per_window_is_quiet_until_the_window_ends()
    {
        CoolDowns coolDowns = new();
        Alert daily = AlertSamples.Alert() with { Quiet = TimeSpan.FromHours(12) };

        Assert.NotNull(coolDowns.Pass(daily, _usual));
        Assert.Null(coolDowns.Pass(daily with { At = daily.At.AddHours(11) }, _usual));
        Assert.NotNull(coolDowns.Pass(daily with { At = daily.At.AddHours(12) }, _usual));
    }

    private static IEnumerable<Alert> Range(int count, TimeSpan apart) =>
        Enumerable.Range(0, count).Select(i => AlertSamples.Alert() with { At = AlertSamples.At + i * apart });
}
