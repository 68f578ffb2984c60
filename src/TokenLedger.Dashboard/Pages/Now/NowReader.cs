using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Dashboard.Pages.Now;

/// <summary>Reads what goes on.</summary>
internal static class NowReader
{
    private static readonly Grouping s_session = Grouping.Find("session")!;

    private const int CallsShown = 12;
    private const int BudgetsShown = 5;

    /// <summary>A session is active that called within this time: 15 minutes.</summary>
    public static TimeSpan Active { get; } = TimeSpan.FromMinutes(15);

    public static async ValueTask<NowModel> ReadAsync(
        Views views,
        ReadSide side,
        string? tenant,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        DateTimeOffset midnight = new(now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset minute = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute));
        DateTimeOffset hour = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerHour));
        Window yesterday = new(midnight.AddDays(-1), now.AddDays(-1));
        return new()
        {
            Today = views.Costs(Costs(new(midnight, null))),
            Yesterday = views.Costs(Costs(yesterday)).Total,
            Minutes = views.Series(Series(minute.AddMinutes(-59), CalendarPeriod.Minute, [])),
            Day = views.Series(Series(hour.AddHours(-23), CalendarPeriod.Hour, [Grouping.Model])),
            ActiveSessions = CountOf(
                views.Costs(
                    Within(
                        new CostQuery
                        {
                            Window = new(now - Active, null),
                            By = [s_session],
                            Where = [new Filter(s_session, [null]) { Excludes = true }],
                            Limit = 1,
                        }
                    )
                )
            ),
            Calls = views.Calls(Within(new CallsQuery { Limit = CallsShown })).Rows,
            Budgets = tenant is null ? Fullest(side.Ledger) : [],
            Health = await HealthAsync(views, side, tenant, now, cancellation).ConfigureAwait(false),
        };

        CostQuery Costs(Window window) => Within(new CostQuery { Window = window, Limit = 1 });

        SeriesQuery Series(DateTimeOffset from, CalendarPeriod per, IReadOnlyList<Grouping> by) =>
            Within(
                new SeriesQuery
                {
                    Window = new(from, null),
                    Per = per,
                    By = by,
                    Limit = UsualQuestions.ModelsOfToday,
                    Now = now,
                }
            );

        T Within<T>(T question)
            where T : Slice => (T)question.Within(tenant);
    }

    // What a session came to over its whole life, as the report on sessions tells, is not asked for here: it takes longer
    // than all of this page.
    private static long CountOf(CostReport sessions) => sessions.Rows.Count + sessions.RowsLeftOut;

    private static List<BudgetBalance> Fullest(ILedger ledger) =>
        [
            .. ledger
                .Balances(null, BudgetsShown * 4)
                .Where(one => one.Limit > 0)
                .OrderByDescending(one => (one.Used + one.Held) / one.Limit)
                .Take(BudgetsShown),
        ];

    private static async ValueTask<LedgerHealth> HealthAsync(
        Views views,
        ReadSide side,
        string? tenant,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        long signed = side.Ledger.Checkpoint.Size;
        TimeSpan? age = null;
        if (signed > 0)
        {
            IReadOnlyList<StoredEntry> last = await side
                .Ledger.ReadAsync(signed - 1, 1, cancellation)
                .ConfigureAwait(false);
            age = now - EntryReader.Parse(last[0].Bytes.Span).RecordedAt;
        }

        // What failed on the machine is not for readers of a tenant: that it failed is.
        string? stopped =
            side.Ledger.Failure is not null && tenant is not null ? "The ledger cannot write." : side.Ledger.Failure;
        return new(side.Ledger.Head.Size, views.Position, signed, age, stopped, side.Problem)
        {
            Warm = side.Warming.State,
        };
    }
}
