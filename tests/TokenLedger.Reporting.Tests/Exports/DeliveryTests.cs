using TokenLedger.Ledger;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

public sealed class DeliveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryLedger _ledger = new();
    private readonly SteppedTime _time = new(new(2026, 11, 2, 3, 59, 59, default));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_day_that_has_ended_is_delivered_once_at_its_time()
    {
        Samples.Call(_ledger, "1.5");
        ExportCourier courier = Courier(Plan(new FolderTarget(_folder["out"])));
        await courier.StepAsync(Cancellation); // 31 October, which ended last
        _time.Now = new(2026, 11, 2, 4, 0, 0, default);
        DateTimeOffset next = await courier.StepAsync(Cancellation);
        Assert.Equal(new(2026, 11, 3, 4, 0, 0, default), next);
        string file = _folder["out/nightly-calls-20261101-20261102.csv"];
        ExportManifest manifest = ExportManifest.Parse(
            await File.ReadAllTextAsync(file + ExportManifest.Ending, Cancellation)
        )!;
        Assert.Equal(("1.5", 1), (manifest.Totals["cost_usd"], manifest.Rows));
        IReadOnlyList<CheckedPart> parts = await ExportCheck.OfFileAsync(file, manifest, Cancellation);
        Assert.All(parts, part => Assert.True(part.Holds, part.Text));
        File.Delete(file);
        await courier.StepAsync(Cancellation);
        Assert.False(File.Exists(file));
        Assert.Equal(
            ["exports.state"],
            Directory
                .GetFiles(_folder.Path)
                .Select(Path.GetFileName)
                .Where(name => name!.StartsWith("export", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_where_it_was()
    {
        FolderTarget target = new(_folder["out"]);
        await Courier(Plan(target)).StepAsync(Cancellation);
        _time.Now = _time.Now.AddDays(3);
        ExportCourier again = Courier(Plan(target));
        while (await again.StepAsync(Cancellation) <= _time.Now) { }

        Assert.Equal(
            ["20261031-20261101", "20261101-20261102", "20261102-20261103", "20261103-20261104"],
            Directory
                .GetFiles(_folder["out"], "*.csv")
                .Select(file => Path.GetFileNameWithoutExtension(file)["nightly-calls-".Length..])
                .Order()
        );
    }

    [Fact]
    public async Task A_failure_is_told_tried_again_later_each_time_and_loses_nothing()
    {
        FlakyTarget target = new() { Fails = true };
        ExportCourier courier = Courier(Plan(target));
        DateTimeOffset began = _time.Now;
        Assert.Equal(began.AddMinutes(1), await courier.StepAsync(Cancellation));
        Assert.Contains("'nightly' could not be delivered: no space", First(courier).Problem, StringComparison.Ordinal);
        await courier.StepAsync(Cancellation);
        Assert.Equal(1, target.Tries);
        _time.Now = began.AddMinutes(1);
        Assert.Equal(began.AddMinutes(3), await courier.StepAsync(Cancellation));
        Assert.Equal((2, 2), (target.Tries, First(courier).Failures));
        target.Fails = false;
        _time.Now = began.AddMinutes(3);
        await courier.StepAsync(Cancellation);
        Assert.Null(First(courier).Problem);
        Assert.Equal(2, target.Stored.Count);
    }

    [Fact]
    public async Task A_plan_that_fails_does_not_hold_up_another()
    {
        FlakyTarget bad = new() { Fails = true };
        FlakyTarget good = new();
        await Courier(Plan(bad), Plan(good) with { Name = "other" }).StepAsync(Cancellation);
        Assert.Equal(2, good.Stored.Count);
    }

    [Theory]
    [InlineData(ExportPeriod.Daily, "2026-10-25T00:30:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData(ExportPeriod.Weekly, "2026-11-04T12:00:00Z", "2026-11-01T23:00:00Z", "2026-11-08T23:00:00Z")]
    [InlineData(ExportPeriod.Monthly, "2026-10-31T23:30:00Z", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z")]
    public void Periods_are_those_of_the_time_zone(ExportPeriod period, string at, string start, string end)
    {
        ExportPlan plan = Plan(new FlakyTarget()) with
        {
            Period = period,
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        };
        DateTimeOffset from = plan.StartOf(Instant(at));
        Assert.Equal((Instant(start), Instant(end)), (from, plan.EndOf(from)));
    }

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DeliveryStatus First(ExportCourier courier) => courier.States[0];

    private static ExportPlan Plan(IExportTarget target) =>
        new()
        {
            Name = "nightly",
            Query = RowExportTests.Query(("rows", "calls")),
            Target = target,
        };

    private ExportCourier Courier(params ExportPlan[] plans) =>
        new(plans, _ledger, OpenAsync, _folder["exports.state"], _time);

    private async Task<Views?> OpenAsync(CancellationToken cancellation)
    {
        ViewsFolder views = new(_folder["views"]);
        await new ProjectionFollower(views).CatchUpAsync(new LedgerSource(_ledger), null, cancellation);
        return Views.Open(views);
    }

    private sealed class SteppedTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class FlakyTarget : IExportTarget
    {
        public bool Fails { get; set; }

        public int Tries { get; private set; }

        public List<string> Stored { get; } = [];

        public string Place => "nowhere";

        public Task<string?> StoreAsync(
            string name,
            Stream content,
            string sha256,
            string contentType,
            CancellationToken cancellation
        )
        {
            Tries++;
            if (!Fails)
            {
                Stored.Add(name);
            }

            return Task.FromResult(Fails ? "no space" : null);
        }
    }
}
