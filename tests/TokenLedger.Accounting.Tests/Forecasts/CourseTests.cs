using TokenLedger.Accounting.Forecasts;

namespace TokenLedger.Accounting.Tests.Forecasts;

public sealed class CourseTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 0, 0, 0, default);

    [Fact]
    public void A_limit_is_reached_within_the_day_in_which_it_is_crossed()
    {
        Course course = new(
            s_now,
            40,
            [new(s_now.AddDays(1), new(60, 50, 80)), new(s_now.AddDays(2), new(80, 60, 120))]
        );

        Reach reach = course.Reaches(70);

        Assert.Equal(s_now.AddDays(1.5), reach.Expected);
        Assert.Equal(s_now.AddDays(0.75), reach.Earliest);
        Assert.Null(reach.Latest);
        Assert.Equal(new Interval(80, 60, 120), course.AtEnd);
    }

    [Fact]
    public void A_pace_reaches_a_limit_when_it_has_used_what_is_left()
    {
        Course course = Course.AtPace(s_now, 10, perHour: 2, s_now.AddHours(100));

        Assert.Equal(s_now.AddHours(45), course.Reaches(100).Expected);
        Assert.Null(course.Reaches(1000).Expected);
    }

    [Fact]
    public void What_is_not_foreseen_is_not_reached() => Assert.Null(new Course(s_now, 1, []).Reaches(2).Expected);
}
