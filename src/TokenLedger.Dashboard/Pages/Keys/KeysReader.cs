using TokenLedger.Accounting.Money;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Dashboard.Pages.Keys;

/// <summary>Joins the keys and tenants that the gateway holds with what the ledger says they spent.</summary>
/// <param name="views">The projection.</param>
/// <param name="request">Who asks, and when.</param>
internal sealed class KeysReader(Views views, PageRequest request)
{
    /// <summary>Keys of one page, which stays small.</summary>
    public const int KeysShown = 50;

    /// <summary>Providers' keys and tenants shown, the dearest.</summary>
    public const int MostOthers = 25;

    /// <summary>Most keys and tenants whose spending is looked at: a bound of memory, far above what a gateway holds.</summary>
    private const int MostRows = 100_000;

    private static readonly Grouping s_key = Grouping.Find("key")!;

    /// <summary>The first day of the current month, UTC.</summary>
    public static DateOnly MonthOf(DateTimeOffset now) => new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);

    /// <summary>The list, as far as the reader may see it.</summary>
    public (KeysModel Model, long AsOfEntry) Read()
    {
        HeldKey[] keys = [.. Held()];
        CostReport spent = Costs(s_key);
        Dictionary<string, CostFigures> figures = ByFirst(spent);
        string? find = request.Word("find");
        HeldKey[] fitting = [.. keys.Where(key => Fits(key, find)).OrderBy(Rank).ThenBy(key => key.Name ?? key.Id)];
        int at = request.Number("at", 0, 0, MostRows);
        HeldKey[] shown = [.. fitting.Skip(at).Take(KeysShown)];
        HashSet<string> own = [.. keys.Select(key => key.Id)];
        KeysModel model = new()
        {
            Month = MonthOf(request.Now),
            Keys = Lines(shown, figures),
            Fitting = fitting.Length,
            Count = (keys.Length, keys.Count(IsActive)),
            Place = (at, at + shown.Length < fitting.Length ? at + shown.Length : null),
            Others = [.. spent.Rows.Where(row => row.Keys[0] is not { } id || !own.Contains(id)).Take(MostOthers)],
            Tenants = Tenants(keys),
            Total = spent.Total,
        };
        return (model, spent.AsOfEntry);
    }

    /// <summary>One key; null when there is none, or not for this reader.</summary>
    public KeyLine? Read(string id)
    {
        HeldKey? key = Held().FirstOrDefault(one => one.Id == id);
        return key is null ? null : Lines([key], ByFirst(Costs(s_key, new Filter(s_key, id))))[0];
    }

    private static bool IsActive(HeldKey key) => key.Status == "active";

    private static int Rank(HeldKey key) => IsActive(key) ? 0 : 1;

    private static bool Fits(HeldKey key, string? find) =>
        find is null
        || ((string?[])[key.Id, key.Name, key.Tenant, key.Owner]).Any(text =>
            text?.Contains(find, StringComparison.OrdinalIgnoreCase) == true
        );

    private static Dictionary<string, CostFigures> ByFirst(CostReport report)
    {
        Dictionary<string, CostFigures> figures = new(StringComparer.Ordinal);
        foreach (CostRow row in report.Rows)
        {
            figures[row.Keys[0] ?? ""] = row.Figures;
        }

        return figures;
    }

    private IEnumerable<HeldKey> Held() =>
        request.Gateway.Keys().Where(key => request.Scope.Tenant is not { } own || key.Tenant == own);

    private CostReport Costs(Grouping by, params IReadOnlyList<Filter> where)
    {
        CostQuery month = new()
        {
            By = [by],
            Window = new(new(MonthOf(request.Now), default, default), null),
            Where = where,
            Limit = MostRows,
        };
        return views.Costs((CostQuery)month.Within(request.Scope.Tenant));
    }

    private KeyLine[] Lines(HeldKey[] keys, Dictionary<string, CostFigures> figures)
    {
        if (keys.Length == 0)
        {
            return [];
        }

        DateOnly first = DateOnly.FromDateTime(request.Now.UtcDateTime).AddDays(1 - KeyLine.DaysShown);
        SeriesQuery query = new()
        {
            Window = new(new(first, default, default), null),
            By = [s_key],
            Where = [new(s_key, [.. keys.Select(key => key.Id)])],
            Limit = keys.Length,
            Now = request.Now,
        };
        Dictionary<string, IReadOnlyList<Usd>> days = views
            .Series((SeriesQuery)query.Within(request.Scope.Tenant))
            .Groups.ToDictionary(
                one => one.Keys[0] ?? "",
                one => (IReadOnlyList<Usd>)[.. one.Points.Select(point => point.Known)],
                StringComparer.Ordinal
            );
        IReadOnlyList<Usd> nothing = new Usd[KeyLine.DaysShown];
        return
        [
            .. keys.Select(key => new KeyLine(
                key,
                figures.GetValueOrDefault(key.Id, CostFigures.None),
                days.GetValueOrDefault(key.Id, nothing)
            )),
        ];
    }

    private TenantLine[] Tenants(HeldKey[] keys)
    {
        ILookup<string, HeldKey> own = keys.Where(IsActive).ToLookup(key => key.Tenant ?? "", StringComparer.Ordinal);
        Dictionary<string, CostFigures> spent = ByFirst(Costs(Grouping.Tenant));
        Dictionary<string, HeldTenant> known = request
            .Gateway.Tenants()
            .Where(tenant => request.Scope.Tenant is not { } bound || tenant.Id == bound)
            .ToDictionary(tenant => tenant.Id, StringComparer.Ordinal);
        return
        [
            .. known
                .Keys.Union(spent.Keys)
                .Select(id => new TenantLine(
                    id.Length == 0 ? null : id,
                    known.GetValueOrDefault(id),
                    spent.GetValueOrDefault(id, CostFigures.None),
                    id.Length == 0 ? 0 : own[id].Count()
                ))
                .OrderByDescending(line => line.Month.Known)
                .ThenBy(line => line.Id, StringComparer.Ordinal)
                .Take(MostOthers * 2),
        ];
    }
}
