using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Dashboard;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Tests.Support;
using TokenLedger.Serve;

namespace TokenLedger.Reporting.Tests.Foresight;

/// <summary>From the ledger's calls through reports and the gateway's alerts to a webhook.</summary>
public sealed class ForesightAlertTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 30, 0, default);

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryLedger _calls = new();
    private readonly Channel<string> _came = Channel.CreateUnbounded<string>();
    private readonly WebApplication _hook;
    private readonly ReadSide _side;
    private readonly ForesightWatch _watch;
    private readonly BudgetedLedger _ledger;
    private readonly ProjectionFollower _follower;

    public ForesightAlertTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _hook = builder.Build();
        _hook.Run(async http =>
        {
            using StreamReader body = new(http.Request.Body);
            await _came.Writer.WriteAsync(await body.ReadToEndAsync());
        });
        _ledger = new(_calls);
        ViewsFolder views = new(_folder["views"]);
        _follower = new(views);
        _side = new(_ledger, views, _follower, new HurriedTime(s_now));
        _watch = new(_side);
    }

    [Fact]
    public async Task An_unusual_day_and_a_budget_that_will_not_last_come_to_the_webhook_once_each()
    {
        await UsualAsync();
        AlertOptions options = new()
        {
            ForeseeEvery = TimeSpan.FromHours(1),
            Channels =
            [
                new()
                {
                    Name = "hook",
                    Kind = ChannelKind.CloudEvents,
                    Url = new Uri(_hook.Urls.First()),
                },
            ],
        };
        Channel<bool> looked = Channel.CreateUnbounded<bool>();
        AlertParts parts = new(
            options,
            _ledger,
            _folder["alerts.state"],
            new HurriedTime(s_now),
            NullLoggerFactory.Instance
        )
        {
            FreeBytes = () => null,
            Look = async stop =>
            {
                ForesightLook look = await _watch.LookAsync(stop);
                await looked.Writer.WriteAsync(true, stop);
                return look;
            },
        };
        await using (AlertRun alerts = await AlertRun.OpenAsync(parts, TestContext.Current.CancellationToken))
        {
            alerts.Start();
            JsonElement[] events = [await NextAsync(), await NextAsync()];
            for (int i = 0; i < 3; i++)
            {
                await looked.Reader.ReadAsync(TestContext.Current.CancellationToken); // it looks again, and finds the same
            }

            JsonElement unusual = events.Single(one => Type(one) == "ai.tokenledger.usage.anomaly.v1");
            JsonElement budget = events.Single(one => Type(one) == "ai.tokenledger.budget.exhaustion.v1");
            Assert.Contains("feature launch +200.00", Message(unusual), StringComparison.Ordinal);
            Assert.Contains("was 215.00 usd in the day from 2026-11-20", Message(unusual), StringComparison.Ordinal);
            Assert.Contains("is foreseen to be used up at 2026-11-2", Message(budget), StringComparison.Ordinal);
        }

        Assert.False(_came.Reader.TryRead(out _), "each is told once");
    }

    [Fact]
    public async Task What_is_foreseen_is_named_so_that_the_plain_pace_is_silent_about_it()
    {
        await UsualAsync();

        ForesightLook look = await _watch.LookAsync(TestContext.Current.CancellationToken);

        Assert.Equal(BudgetAccountKey.Of(_ledger.Balance), Assert.Single(look.Foreseen));
    }

    [Fact]
    public async Task An_empty_ledger_has_nothing_to_tell()
    {
        ForesightLook look = await _watch.LookAsync(TestContext.Current.CancellationToken);

        Assert.Empty(look.Findings);
    }

    public async ValueTask DisposeAsync()
    {
        await _hook.DisposeAsync();
        _side.Dispose();
        _folder.Dispose();
    }

    private async Task UsualAsync()
    {
        await _hook.StartAsync();
        for (int day = 40; day >= 1; day--)
        {
            Call(day, "10", "search");
            Call(day, "5", "chat");
        }

        Call(1, "200", "launch");
        await _follower.CatchUpAsync(new LedgerSource(_ledger), null, TestContext.Current.CancellationToken);
    }

    private void Call(int daysAgo, string cost, string feature) =>
        Samples.Call(
            _calls,
            cost,
            who: new Attribution { Feature = feature },
            at: new DateTimeOffset(s_now.Date.AddDays(-daysAgo).AddHours(9), TimeSpan.Zero)
        );

    private async Task<JsonElement> NextAsync() =>
        JsonElement.Parse(
            await _came
                .Reader.ReadAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );

    private static string? Message(JsonElement one) => one.GetProperty("data").GetProperty("message").GetString();

    private static string? Type(JsonElement one) => one.GetProperty("type").GetString();

    /// <summary>A ledger with one budget of a month, 500 of 560 dollars used.</summary>
    private sealed class BudgetedLedger(MemoryLedger inner) : ILedger
    {
        public BudgetBalance Balance { get; } =
            new(
                "month",
                [],
                LimitUnit.Usd,
                null,
                560,
                500,
                0,
                new(2026, 11, 1, 0, 0, 0, default),
                new(2026, 12, 1, 0, 0, 0, default)
            )
            {
                Window = WindowKind.Calendar,
            };

        public string Origin => inner.Origin;

        public LedgerHead Head => inner.Head;

        public string? Failure => null;

        public SignedCheckpoint Checkpoint => inner.Checkpoint;

        public IReadOnlyList<Budget> Budgets =>
            [
                new()
                {
                    Id = "month",
                    Limits = [new(LimitUnit.Usd, 560)],
                    Window = new(WindowKind.Calendar),
                },
            ];

        public IReadOnlyList<BudgetBalance> Balances(string? budget, int most) => [Balance];

        public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation) =>
            inner.AppendAsync(entry, cancellation);

        public ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(long from, int most, CancellationToken cancellation) =>
            inner.ReadAsync(from, most, cancellation);

        public ValueTask WaitBeyondAsync(long size, CancellationToken cancellation) =>
            inner.WaitBeyondAsync(size, cancellation);

        public ValueTask<InclusionProof> ProveInclusionAsync(
            long sequence,
            long treeSize,
            CancellationToken cancellation
        ) => inner.ProveInclusionAsync(sequence, treeSize, cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>A clock whose hands stand and whose long timers, of a minute or more, run 20,000 times as fast.</summary>
    private sealed class HurriedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

        private static TimeSpan Hurried(TimeSpan span) =>
            span < TimeSpan.FromMinutes(1)
                ? span
                : TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / 20_000));
    }
}
