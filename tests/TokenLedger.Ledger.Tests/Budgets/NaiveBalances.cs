using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Tests.Budgets;

/// <summary>
/// The balances of one budget by the plainest arithmetic there is: all entries are gone through again, in decimals, for
/// every question. Written apart from the product's fold, to be compared with it.
/// </summary>
internal sealed class NaiveBalances
{
    private readonly Budget _budget;
    private readonly DateTimeOffset _now;
    private readonly List<Posting> _postings = [];
    private readonly List<Count> _counts = [];
    private readonly Dictionary<string, DateTimeOffset> _lastTouch = [];
    private readonly Dictionary<Guid, Entry> _open = [];
    private readonly List<Entry> _topUps = [];

    private NaiveBalances(Budget budget, DateTimeOffset now) => (_budget, _now) = (budget, now);

    /// <summary>Used and held by account and limit, without those that are nothing.</summary>
    public static SortedDictionary<string, (decimal Used, decimal Held)> Of(
        IEnumerable<Entry> history,
        Budget budget,
        DateTimeOffset now
    )
    {
        NaiveBalances naive = new(budget, now);
        foreach (Entry entry in history)
        {
            naive.Post(entry);
        }

        return naive.Sums();
    }

    private void Post(Entry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Authorization when entry.CausedBy is { } first:
                if (_open.TryGetValue(first, out Entry? topped))
                {
                    _topUps.Add(entry);
                    Hold(topped, entry.Hold!);
                }

                break;
            case EntryKind.Authorization when Covers(entry):
                Touch(entry);
                _open.Add(entry.Id, entry);
                Hold(entry, entry.Hold!);
                Open(entry);
                break;
            case EntryKind.Settlement
            or EntryKind.Void when _open.Remove(entry.Settles!.Value, out Entry? authorization):
                Close(authorization, entry);
                break;
            case EntryKind.Adjustment or EntryKind.Import when Covers(entry):
                Book(entry);
                break;
        }
    }

    private void Book(Entry entry)
    {
        DateTimeOffset at = entry.OccurredAt < entry.RecordedAt ? entry.OccurredAt : entry.RecordedAt;
        bool isUnpriced = entry.Kind == EntryKind.Import && entry.Priced == false;
        decimal[] used = [.. _budget.Limits.Select(limit => Used(limit, entry, isUnpriced))];
        if (used.All(one => one == 0) || !SameWindow(at, entry.RecordedAt))
        {
            return;
        }

        Touch(entry);
        for (int i = 0; i < used.Length; i++)
        {
            _postings.Add(new(Member(entry), i, at, used[i], 0, null));
        }
    }

    private void Hold(Entry authorization, Hold hold)
    {
        for (int i = 0; i < _budget.Limits.Count; i++)
        {
            _postings.Add(
                new(
                    Member(authorization),
                    i,
                    authorization.RecordedAt,
                    0,
                    Asked(_budget.Limits[i], hold),
                    authorization.Id
                )
            );
        }
    }

    private void Close(Entry authorization, Entry end)
    {
        _postings.RemoveAll(posting => posting.Authorization == authorization.Id);
        // What stays is that the call was there: the seconds of a window begin with it.
        _postings.Add(new(Member(authorization), -1, authorization.RecordedAt, 0, 0, null));
        if (end.Kind == EntryKind.Settlement)
        {
            for (int i = 0; i < _budget.Limits.Count; i++)
            {
                bool isHeld = end.Lines.Any(line => line.Meter == "hold") && _budget.Limits[i].Unit == LimitUnit.Tokens;
                decimal used = isHeld
                    ? HeldTokens(_budget.Limits[i], authorization)
                    : Used(_budget.Limits[i], end, end.Priced == false);
                _postings.Add(new(Member(authorization), i, authorization.RecordedAt, used, 0, null));
            }
        }

        foreach (Count count in _counts.Where(count => count.Attempts.Remove(authorization.Id)).ToList())
        {
            count.IsUsed |= end.Kind == EntryKind.Settlement;
            if (!count.IsUsed && count.Attempts.Count == 0)
            {
                _counts.Remove(count);
            }
        }
    }

    // One call counts once, however many attempts: those within an hour of its first.
    private void Open(Entry authorization)
    {
        Count? count = _counts.LastOrDefault(count =>
            count.Call == (authorization.Call ?? authorization.Id)
            && count.Member == Member(authorization)
            && authorization.RecordedAt - count.At <= TimeSpan.FromHours(1)
        );
        if (count is null)
        {
            count = new(authorization.Call ?? authorization.Id, Member(authorization), authorization.RecordedAt);
            _counts.Add(count);
        }

        count.Attempts.Add(authorization.Id);
    }

    // A session nobody used for 31 days begins anew.
    private void Touch(Entry entry)
    {
        string member = Member(entry);
        if (IsIdle(member, entry.RecordedAt))
        {
            _postings.RemoveAll(posting => posting.Member == member);
            _counts.RemoveAll(count => count.Member == member);
        }

        _lastTouch[member] = entry.RecordedAt;
    }

    private bool IsIdle(string member, DateTimeOffset at) =>
        _budget.Window.Kind == WindowKind.Session
        && _lastTouch.TryGetValue(member, out DateTimeOffset last)
        && at - last > TimeSpan.FromDays(31)
        && _open.Values.All(open => Member(open) != member);

    private SortedDictionary<string, (decimal, decimal)> Sums()
    {
        SortedDictionary<string, (decimal, decimal)> sums = new(StringComparer.Ordinal);
        foreach (string member in _postings.Select(posting => posting.Member).Distinct().ToList())
        {
            for (int i = 0; i < _budget.Limits.Count; i++)
            {
                (decimal used, decimal held) = IsIdle(member, _now) ? (0, 0) : Sum(member, i);
                if (used != 0 || held != 0)
                {
                    sums.Add($"{member}#{i}", (used, held));
                }
            }
        }

        return sums;
    }

    private (decimal, decimal) Sum(string member, int limit)
    {
        List<Posting> counting = [.. _postings.Where(p => p.Member == member && SameWindow(p.At, _now))];
        switch (_budget.Limits[limit].Unit)
        {
            case LimitUnit.Seconds:
                // Every authorization has a posting of its own; bookings do not begin a window's time.
                List<DateTimeOffset> calls =
                [
                    .. counting.Where(p => p.Authorization is not null || p.Limit == -1).Select(p => p.At),
                ];
                return calls.Count == 0 ? (0, 0) : ((_now - calls.Min()).Ticks / 10_000_000m, 0);
            case LimitUnit.Calls:
                List<Count> counts = [.. _counts.Where(count => count.Member == member && SameWindow(count.At, _now))];
                decimal open = _budget.Hold == HoldMode.Observe ? 0 : counts.Count(count => !count.IsUsed);
                return (counts.Count(count => count.IsUsed), open);
            default:
                counting.RemoveAll(posting => posting.Limit != limit);
                return (counting.Sum(p => p.Used), counting.Sum(p => p.Held));
        }
    }

    private decimal Asked(BudgetLimit limit, Hold hold)
    {
        if (_budget.Hold == HoldMode.Observe)
        {
            return 0;
        }

        bool isElastic = _budget.Hold == HoldMode.Elastic && hold.Expected is not null;
        Usd? amount = isElastic ? hold.Expected!.Amount ?? hold.Amount : hold.Amount;
        long input = isElastic ? hold.Expected!.InputTokens : hold.InputTokens;
        long output = isElastic ? hold.Expected!.OutputTokens : hold.OutputTokens;
        return limit.Unit switch
        {
            LimitUnit.Usd => amount is { } usd ? Dollars(usd) : Ceiling(),
            LimitUnit.Tokens => limit.Meter is null ? input + output : output,
            _ => 0,
        };
    }

    // Nothing is known but the hold: its bound, or what was reserved bit by bit when that is more.
    private decimal HeldTokens(BudgetLimit limit, Entry authorization)
    {
        long Tokens(long input, long output) => limit.Meter is null ? input + output : output;
        Hold hold = authorization.Hold!;
        decimal reserved = Tokens(
            hold.Expected?.InputTokens ?? hold.InputTokens,
            hold.Expected?.OutputTokens ?? hold.OutputTokens
        );
        foreach (Entry topUp in _topUps.Where(topUp => topUp.CausedBy == authorization.Id))
        {
            reserved += Tokens(topUp.Hold!.Expected!.InputTokens, topUp.Hold.Expected.OutputTokens);
        }

        return Math.Max(Tokens(hold.InputTokens, hold.OutputTokens), reserved);
    }

    private decimal Used(BudgetLimit limit, Entry entry, bool isUnpriced)
    {
        decimal known = Dollars(entry.KnownCost ?? entry.Cost ?? Usd.Zero);
        return limit.Unit switch
        {
            LimitUnit.Usd => isUnpriced ? Math.Max(known, _budget.UnpricedCeiling is null ? known : Ceiling()) : known,
            LimitUnit.Tokens => entry.Lines.Where(line => Counts(limit, line)).Sum(line => line.Quantity),
            LimitUnit.ToolCalls => entry.ToolsCalled.Count,
            _ => 0,
        };
    }

    // The histories know all tokens, and those of the answer.
    private static bool Counts(BudgetLimit limit, LineItem line) =>
        line.Meter.StartsWith(limit.Meter is null ? "tokens." : "tokens.output", StringComparison.Ordinal);

    private decimal Ceiling() => _budget.UnpricedCeiling is { } ceiling ? Dollars(ceiling) : 0;

    private static decimal Dollars(Usd amount) => decimal.Parse(amount.ToString(), CultureInfo.InvariantCulture);

    private bool SameWindow(DateTimeOffset one, DateTimeOffset now)
    {
        BudgetWindow window = _budget.Window;
        switch (window.Kind)
        {
            case WindowKind.Rolling:
                long slice = (window.Length.Ticks + 119) / 120;
                return one.UtcTicks / slice >= (now - window.Length).UtcTicks / slice;
            case WindowKind.Fixed:
                return Math.Floor((decimal)(one - window.Start).Ticks / window.Length.Ticks)
                    == Math.Floor((decimal)(now - window.Start).Ticks / window.Length.Ticks);
            case WindowKind.Calendar:
                TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone);
                return Shown(window.Period, TimeZoneInfo.ConvertTime(one, zone))
                    == Shown(window.Period, TimeZoneInfo.ConvertTime(now, zone));
            default:
                return true;
        }
    }

    private static string Shown(CalendarPeriod period, DateTimeOffset local) =>
        period switch
        {
            // With the offset: the hour shown twice is two.
            CalendarPeriod.Minute => local.ToString("yyyyMMddHHmmzzz", CultureInfo.InvariantCulture),
            CalendarPeriod.Hour => local.ToString("yyyyMMddHHzzz", CultureInfo.InvariantCulture),
            CalendarPeriod.Day => local.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            CalendarPeriod.Week => $"{ISOWeek.GetYear(local.DateTime)}/{ISOWeek.GetWeekOfYear(local.DateTime)}",
            CalendarPeriod.Month => local.ToString("yyyyMM", CultureInfo.InvariantCulture),
            CalendarPeriod.Quarter => $"{local.Year}/{(local.Month - 1) / 3}",
            _ => local.ToString("yyyy", CultureInfo.InvariantCulture),
        };

    private bool Covers(Entry entry) =>
        _budget.Scope.All(term =>
            Value(entry, term.Dimension) is { Length: > 0 } value
            && (
                term.Pattern.EndsWith('*')
                    ? value.StartsWith(term.Pattern[..^1], StringComparison.Ordinal)
                    : value == term.Pattern
            )
        );

    private string Member(Entry entry)
    {
        IEnumerable<string> per =
            _budget.Window.Kind == WindowKind.Session ? _budget.Per.Append("session") : _budget.Per;
        return string.Join('|', per.Select(dimension => $"{dimension}={Value(entry, dimension)}"));
    }

    private static string? Value(Entry entry, string dimension) =>
        dimension switch
        {
            "user" => entry.Attribution.User,
            "tenant" => entry.Attribution.Tenant,
            "session" => entry.Attribution.Session,
            "model" => entry.ModelRequested,
            "tag:ring" => entry
                .Attribution.Tags.Where(tag => tag.Key == "ring")
                .Select(tag => tag.Value)
                .FirstOrDefault(),
            _ => throw new ArgumentException(dimension),
        };

    private sealed record Posting(
        string Member,
        int Limit,
        DateTimeOffset At,
        decimal Used,
        decimal Held,
        Guid? Authorization
    );

    private sealed class Count(Guid call, string member, DateTimeOffset at)
    {
        public Guid Call => call;

        public string Member => member;

        public DateTimeOffset At => at;

        public bool IsUsed { get; set; }

        public HashSet<Guid> Attempts { get; } = [];
    }
}
