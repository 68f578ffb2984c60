using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Commands.Top;

/// <summary>
/// Draws what goes on as lines of text, no wider and no more than the view has room for: the sums, then budgets near their
/// limit, models, refusals, and the sessions with all the room that is left.
/// </summary>
public sealed class TopScreen(LiveDocument live, TopView view)
{
    private const string Bold = "\e[1m";
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Green = "\e[32m";
    private const string Plain = "\e[0m";

    private const int MostBudgets = 4;
    private const int MostModels = 6;
    private const int MostRefusals = 3;
    private const int LeastSessions = 3;

    private readonly List<string> _lines = [];

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Draw()
    {
        AddSums();
        AddBudgets(Room(MostBudgets));
        AddModels(Room(MostModels));
        AddRefusals(Room(MostRefusals));
        AddSessions(view.Height == 0 ? int.MaxValue : view.Height - _lines.Count - 3);
        if (view.Height == 0)
        {
            return _lines;
        }

        int body = Math.Max(0, view.Height - 1);
        while (_lines.Count < body)
        {
            _lines.Add("");
        }

        _lines.RemoveRange(body, _lines.Count - body);
        _lines.Add(Style(Dim, TopText.Fit(Keys(), view.Width)));
        return _lines;
    }

    private void AddSums()
    {
        decimal minute = TopText.AmountOf(live.CostUsd);
        string ledger = live.LedgerWorks ? "ok" : "CANNOT WRITE";
        string at = live.At.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Add(Bold, $"TokenLedger  {at}  ledger {ledger}, {Counted.Of(live.AsOfEntry, "entry", "entries")}");
        Add(
            live.LedgerWorks ? Green : Red,
            $"Spend    {TopText.Dollars(minute * 60)}/h   last minute {TopText.Dollars(minute)}  "
                + TopText.Bars(live.CostBySecondUsd, Math.Clamp(view.Width - 56, 0, LiveSeconds))
        );
        Add(
            "",
            $"Calls    {TopText.Rate(live.Requests / (decimal)live.WindowSeconds)}   "
                + $"tokens {TopText.Rate(live.Tokens / live.WindowSeconds)}   open {live.OpenCalls}   "
                + $"held {TopText.Dollars(live.HeldUsd)}"
        );
        Add(
            live.Failed + live.Refused > 0 ? Yellow : "",
            $"Failed   {TopText.Count(live.Failed)} in the last minute   refused {TopText.Count(live.Refused)}   "
                + $"active sessions {TopText.Count(live.ActiveSessions)}"
        );
    }

    private void AddBudgets(int most)
    {
        int bar = Math.Clamp(view.Width / 4, 5, 30);
        Section(
            "BUDGET",
            most,
            live.Budgets,
            [("", view.Width - bar - 8 - 2 - 30, false), ("USED", 14, true), ("LIMIT", 14, true), ("", bar + 8, false)],
            budget =>
                (
                    budget.UsedRatio >= 1 ? Red
                    : budget.UsedRatio >= 0.8m ? Yellow
                    : "",
                    [
                        $"{budget.Budget} {budget.Member} {budget.Unit}",
                        budget.Used,
                        budget.Limit,
                        TopText.Bar(budget.UsedRatio, bar),
                    ]
                )
        );
    }

    private void AddModels(int most) =>
        Section(
            "MODEL",
            most,
            live.Models,
            [
                ("", view.Width - 49, false),
                ("CALLS/MIN", 10, true),
                ("FAILED", 8, true),
                ("TOKENS/MIN", 12, true),
                ("COST/MIN", 15, true),
            ],
            model =>
                (
                    model.Failed > 0 ? Yellow : "",
                    [
                        $"{model.Provider}/{model.Model}",
                        TopText.Count(model.Requests),
                        TopText.Count(model.Failed),
                        TopText.Count(model.Tokens),
                        TopText.Dollars(model.CostUsd),
                    ]
                )
        );

    private void AddRefusals(int most) =>
        Section(
            "REFUSED BY",
            most,
            live.Refusals,
            [("", view.Width - 34, false), ("REASON", 22, false), ("CALLS/MIN", 10, true)],
            refusal => (Yellow, [refusal.Rule, refusal.Reason, TopText.Count(refusal.Calls)])
        );

    private void AddSessions(int most) =>
        Section(
            "SESSION",
            Math.Max(most, 0),
            Sorted(),
            [
                ("", view.Width - 68, false),
                ("AGENT", 14, false),
                ("USER", 12, false),
                ("OPEN", 5, true),
                ("CALLS", 8, true),
                ("TOKENS", 12, true),
                ("COST", 11, true),
            ],
            session =>
                (
                    session.Flags.Count > 0 ? Red
                    : session.OpenCalls > 0 ? Green
                    : "",
                    [
                        session.Id,
                        session.Agent ?? "",
                        session.User ?? "",
                        TopText.Count(session.OpenCalls),
                        TopText.Count(session.Calls),
                        TopText.Count(session.Tokens),
                        TopText.Dollars(session.CostUsd),
                    ]
                ),
            emptyText: "No session goes on."
        );

    private List<SessionEntry> Sorted() =>
        [
            .. view.Sort switch
            {
                TopSort.Calls => live.Sessions.OrderByDescending(static session => session.Calls),
                TopSort.Tokens => live.Sessions.OrderByDescending(static session => session.Tokens),
                TopSort.Newest => live.Sessions.OrderByDescending(static session => session.LastAt),
                _ => live.Sessions.OrderByDescending(static session => TopText.AmountOf(session.CostUsd)),
            },
        ];

    private void Section<T>(
        string title,
        int most,
        IReadOnlyList<T> rows,
        (string Title, int Width, bool Right)[] columns,
        Func<T, (string Style, string[] Cells)> show,
        string? emptyText = null
    )
    {
        if (rows.Count == 0 && emptyText is null)
        {
            return;
        }

        _lines.Add("");
        columns[0] = (title, Math.Max(8, columns[0].Width), false);
        Add(Bold, Row(columns, [.. columns.Select(static column => column.Title)]));
        foreach (T row in rows.Take(most))
        {
            (string style, string[] cells) = show(row);
            Add(style, Row(columns, cells));
        }

        if (rows.Count == 0)
        {
            Add(Dim, emptyText!);
        }
    }

    private static string Row((string Title, int Width, bool Right)[] columns, string[] cells) =>
        string.Join(
            ' ',
            columns.Select((column, i) => TopText.Fit(cells[i], column.Width - (i == 0 ? 0 : 1), column.Right))
        );

    private int Room(int wanted) =>
        view.Height == 0 ? int.MaxValue : Math.Clamp(view.Height - _lines.Count - LeastSessions - 5, 1, wanted);

    private void Add(string style, string line) => _lines.Add(Style(style, TopText.Fit(line, view.Width).TrimEnd()));

    private string Style(string style, string line) => view.Colour && style.Length > 0 ? style + line + Plain : line;

    private string Keys() =>
        $"q quit   sort: c cost  n calls  t tokens  l last heard of   (by {view.Sort.ToString().ToLowerInvariant()})";

    private int LiveSeconds => live.CostBySecondUsd.Count;
}
