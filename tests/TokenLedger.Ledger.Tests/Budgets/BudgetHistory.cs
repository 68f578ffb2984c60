using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Budgets;

/// <summary>
/// A random history: calls with attempts and top-ups, settlements, voids, adjustments, imports, changes of the budgets and
/// restarts, as numbers choose. After it, and now and then on the way, the balances must be those of the plain fold.
/// </summary>
internal sealed class BudgetHistory(int[] choices)
{
    private static readonly Budget[] _budgets =
    [
        Make("lifetime", new(WindowKind.Lifetime), HoldMode.Strict, [new(LimitUnit.Usd, 40), new(LimitUnit.Calls, 30)]),
        Make(
            "month",
            Calendar(CalendarPeriod.Month, "America/New_York"),
            HoldMode.Elastic,
            [new(LimitUnit.Usd, 20)]
        ) with
        {
            Scope = [new("user", "alice")],
            Unpriced = UnpricedCalls.Ceiling,
            UnpricedCeiling = Calls.Dollars(0.7m),
        },
        Make(
            "week",
            Calendar(CalendarPeriod.Week, "Europe/Berlin"),
            HoldMode.Strict,
            [new(LimitUnit.Tokens, 9000)]
        ) with
        {
            Per = ["user", "tenant"],
        },
        Make(
            "day",
            Calendar(CalendarPeriod.Day, "Europe/Berlin"),
            HoldMode.Elastic,
            [new(LimitUnit.Usd, 9), new(LimitUnit.Tokens, 900, "output"), new(LimitUnit.Calls, 8)]
        ) with
        {
            Per = ["user"],
            Scope = [new("model", "gpt-*")],
        },
        Make(
            "hour",
            Calendar(CalendarPeriod.Hour, "UTC"),
            HoldMode.Observe,
            [new(LimitUnit.Calls, 6), new(LimitUnit.Usd, 8)]
        ),
        Make(
            "rolling",
            new(WindowKind.Rolling) { Length = TimeSpan.FromHours(30) },
            HoldMode.Strict,
            [new(LimitUnit.Usd, 12)]
        ) with
        {
            Scope = [new("tag:ring", "blue")],
            Per = ["tenant"],
        },
        Make(
            "fixed",
            new(WindowKind.Fixed) { Length = TimeSpan.FromDays(5), Start = Samples.Noon },
            HoldMode.Elastic,
            [new(LimitUnit.ToolCalls, 20), new(LimitUnit.Usd, 15)]
        ),
        Make(
            "session",
            new(WindowKind.Session),
            HoldMode.Strict,
            [new(LimitUnit.Seconds, 100_000), new(LimitUnit.Usd, 11), new(LimitUnit.Calls, 9)]
        ) with
        {
            Per = ["tenant"],
        },
    ];

    private static readonly TimeSpan[] _steps =
    [
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(3),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(11),
        TimeSpan.FromHours(7),
        TimeSpan.FromDays(2),
        TimeSpan.FromDays(40),
    ];

    private readonly List<Entry> _entries = [];
    private readonly List<Entry> _open = [];
    private BudgetBalances _balances = new(BudgetBook.Empty);

    // Close to the autumn change of Berlin's clock, so that histories cross it.
    private DateTimeOffset _now = new(2026, 10, 24, 20, 0, 0, TimeSpan.Zero);
    private int _next;

    public int Refused { get; private set; }

    public int Restarts { get; private set; }

    public int Entries => _entries.Count;

    /// <summary>Runs it.</summary>
    /// <returns>What differs; null when nothing.</returns>
    public string? Run()
    {
        ChangeBudgets();
        while (_next < choices.Length)
        {
            _now += _steps[
                Choose(10) switch
                {
                    < 5 => 1,
                    5 => 0,
                    6 => 2,
                    7 => 3,
                    8 => Choose(3) == 0 ? 5 : 4,
                    _ => Choose(4) == 0 ? 6 : 2,
                }
            ];
            Step();
            if (_next % 7 == 0 && Differs() is { } wrong)
            {
                return wrong;
            }
        }

        return Differs();
    }

    private void Step()
    {
        switch (Choose(16))
        {
            case < 5:
                Append(Authorization());
                break;
            case < 7 when _open.Count > 0:
                Append(NextAttempt(_open[Choose(_open.Count)]));
                break;
            case < 9 when _open.Count > 0:
                Append(Calls.TopUp(_open[Choose(_open.Count)], Choose(300) / 100m));
                break;
            case < 12 when _open.Count > 0:
                Append(Settlement(_open[Choose(_open.Count)]));
                break;
            case 12 when _open.Count > 0:
                Append(Calls.Void(_open[Choose(_open.Count)]));
                break;
            case 13:
                Append(Adjustment());
                break;
            case 14:
                ChangeBudgets();
                break;
            default:
                Restart();
                break;
        }
    }

    private void Append(Entry entry)
    {
        entry = entry with
        {
            RecordedAt = _now = _now.AddMicroseconds(1),
            OccurredAt = entry.OccurredAt == Samples.Noon ? _now : entry.OccurredAt,
        };
        BudgetFacts? facts = BudgetFacts.Of(entry, _balances.Book);
        if (facts is not null)
        {
            List<BudgetFinding>? findings = BudgetFold.Judge(_balances, facts, entry.RecordedAt.UtcTicks);
            if (findings?.Exists(finding => finding.Refuses) == true)
            {
                Refused++;
                return;
            }

            BudgetFold.Apply(_balances, facts, entry.RecordedAt.UtcTicks);
        }

        _entries.Add(entry);
        if (entry is { Kind: EntryKind.Authorization, CausedBy: null })
        {
            _open.Add(entry);
        }

        _open.RemoveAll(open => open.Id == entry.Settles);
    }

    // Keeps what counts as before, folds the rest, like the ledger does; limits change at every turn.
    private void ChangeBudgets()
    {
        int mask = Choose(256) | Choose(256);
        decimal factor = (1 + Choose(8)) / 4m;
        Budget[] next =
        [
            .. _budgets
                .Where((_, i) => (mask & (1 << i)) != 0)
                .Select(budget =>
                    Varied(budget) with
                    {
                        Limits =
                        [
                            .. budget.Limits.Select(limit =>
                                limit with
                                {
                                    Amount = decimal.Ceiling(limit.Amount * factor),
                                }
                            ),
                        ],
                    }
                ),
        ];
        BudgetBook book = BudgetBook.Compile(next);
        BudgetBook fresh = BudgetBook.Compile([
            .. book.Plans.Where(plan => !_balances.Has(plan)).Select(plan => plan.Budget),
        ]);
        _balances = BudgetBalances.Merge(book, _balances, Folded(fresh));
    }

    private Budget Varied(Budget budget) =>
        Choose(6) switch
        {
            0 => budget with { Hold = (HoldMode)Choose(3) },
            1 when budget.Window.Kind != WindowKind.Session => budget with
            {
                Window = Calendar((CalendarPeriod)Choose(7), "Europe/Berlin"),
            },
            _ => budget,
        };

    private void Restart()
    {
        Restarts++;
        BudgetBook book = _balances.Book;
        if (Choose(3) == 0)
        {
            _balances = Folded(book);
            return;
        }

        using MemoryStream saved = new();
        _balances.Save(saved);
        saved.Position = 0;
        BudgetBalances loaded = BudgetBalances.Load(saved, book);
        _balances = BudgetBalances.Merge(book, loaded);
    }

    private BudgetBalances Folded(BudgetBook book)
    {
        BudgetBalances folded = new(book);
        // As far back as the windows reach, like the ledger: what lies before must not matter.
        long needed =
            book.Plans.Count == 0 || _entries.Count == 0 ? 0 : book.NeedsFrom(_entries[^1].RecordedAt.UtcTicks);
        foreach (Entry entry in _entries.Where(entry => entry.RecordedAt.UtcTicks >= needed))
        {
            if (BudgetFacts.Of(entry, book) is { } facts)
            {
                BudgetFold.Apply(folded, facts, entry.RecordedAt.UtcTicks);
            }
        }

        return folded;
    }

    private string? Differs()
    {
        List<BudgetBalance> all = [];
        foreach (BudgetBalances.Listed account in _balances.List(null))
        {
            BudgetBalances.Read(account, _now.UtcTicks, all);
        }

        foreach (BudgetPlan plan in _balances.Book.Plans)
        {
            Budget budget = plan.Budget;
            SortedDictionary<string, (decimal, decimal)> ours = new(StringComparer.Ordinal);
            foreach (BudgetBalance one in all.Where(one => one.Budget == budget.Id))
            {
                int limit = budget
                    .Limits.ToList()
                    .FindIndex(limit => limit.Unit == one.Unit && limit.Meter == one.Meter);
                ours.Add(
                    $"{string.Join('|', one.Member.Select(part => $"{part.Key}={part.Value}"))}#{limit}",
                    (one.Used, one.Held)
                );
            }

            SortedDictionary<string, (decimal, decimal)> naive = NaiveBalances.Of(_entries, budget, _now);
            if (!ours.SequenceEqual(naive))
            {
                return $"{BudgetJson.Write(budget)} at {_now:O}\nours  {string.Join("; ", ours)}\nnaive {string.Join("; ", naive)}\n"
                    + string.Join(
                        "\n",
                        _entries.Select(entry =>
                            $"{entry.RecordedAt:O} {entry.Kind} {entry.Id} {entry.Settles} {entry.CausedBy} call {entry.Call} {entry.Attribution.User}/{entry.Attribution.Session} hold {entry.Hold} cost {entry.Cost}"
                        )
                    );
            }
        }

        return null;
    }

    private Entry Authorization()
    {
        Attribution who = new()
        {
            User = Pick("alice", "bob", null),
            Tenant = Pick("a", "b", null),
            Session = Pick("s1", "s2", "s3"),
            Tags = Choose(2) == 0 ? [new("ring", "blue")] : [],
        };
        decimal bound = Choose(400) / 100m;
        return Calls.Authorization(Choose(8) == 0 ? null : bound, who, Choose(2) == 0 ? bound / 4 : null) with
        {
            ModelRequested = Pick("gpt-a", "gpt-b", "claude"),
        };
    }

    private static Entry NextAttempt(Entry first) =>
        first with
        {
            Id = Guid.CreateVersion7(Samples.Noon),
            Attempt = first.Attempt + 1,
            OccurredAt = Samples.Noon,
        };

    private Entry Settlement(Entry authorization)
    {
        decimal? cost = Choose(6) == 0 ? null : Choose(500) / 100m;
        Entry settlement = Calls.Settlement(authorization, cost, Choose(300), Choose(3));
        // As after a crash: nothing is known but the hold.
        return Choose(12) == 0
            ? RecoveredHold.Settle(authorization, [], Samples.Noon) with
            {
                OccurredAt = Samples.Noon,
            }
            : settlement;
    }

    private Entry Adjustment()
    {
        Entry like = Authorization();
        TimeSpan ago = Choose(3) switch
        {
            0 => TimeSpan.FromDays(Choose(40)),
            1 => -TimeSpan.FromHours(1),
            _ => TimeSpan.FromMinutes(Choose(90)),
        };
        Entry adjustment = Calls.Adjustment((Choose(400) - 200) / 100m, _now - ago, like.Attribution) with
        {
            ModelRequested = like.ModelRequested,
        };
        return Choose(3) == 0
            ? adjustment with
            {
                Kind = EntryKind.Import,
                Priced = Choose(2) == 0,
                Lines =
                [
                    new LineItem
                    {
                        Meter = Meters.Output,
                        Quantity = Choose(50),
                        Provenance = Provenance.Reported,
                        Amount = adjustment.Cost,
                    },
                ],
            }
            : adjustment;
    }

    private string? Pick(params string?[] values) => values[Choose(values.Length)];

    private int Choose(int of) => _next < choices.Length ? (int)((uint)choices[_next++] % (uint)of) : 0;

    private static Budget Make(string id, BudgetWindow window, HoldMode hold, BudgetLimit[] limits) =>
        new()
        {
            Id = id,
            Window = window,
            Hold = hold,
            Limits = limits,
        };

    private static BudgetWindow Calendar(CalendarPeriod period, string zone) =>
        new(WindowKind.Calendar) { Period = period, TimeZone = zone };
}
