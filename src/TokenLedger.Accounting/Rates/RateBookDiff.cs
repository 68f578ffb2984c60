namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Compares two books row by row. A row is the same when provider, model and first instant are; a row that begins where
/// another of its model ends is compared with that one, because that is how a table says that a price changes.
/// </summary>
public static class RateBookDiff
{
    /// <summary>The differences, by provider, model and date.</summary>
    public static IReadOnlyList<RateChange> Between(RateBook before, RateBook after)
    {
        List<RateChange> changes = [];
        foreach (string provider in before.Providers.Union(after.Providers).Order(StringComparer.Ordinal))
        {
            IReadOnlyList<RateRow> old = before.RowsOf(provider);
            IReadOnlyList<RateRow> now = after.RowsOf(provider);
            if (old.Count == 0 || now.Count == 0)
            {
                ChangeKind kind = old.Count == 0 ? ChangeKind.ProviderAdded : ChangeKind.ProviderRemoved;
                changes.Add(
                    new(kind, provider, null, null)
                    {
                        After = old.Count + now.Count is 1 ? "1 row" : $"{old.Count + now.Count} rows",
                    }
                );
            }
            else
            {
                changes.AddRange(Tables(old, now));
            }
        }

        return changes;
    }

    private static IEnumerable<RateChange> Tables(IReadOnlyList<RateRow> old, IReadOnlyList<RateRow> now)
    {
        Dictionary<(string, DateTimeOffset?), RateRow> before = ByKey(old);
        Dictionary<(string, DateTimeOffset?), RateRow> after = ByKey(now);
        IEnumerable<(string Model, DateTimeOffset? From)> keys = before
            .Keys.Union(after.Keys)
            .OrderBy(key => key.Item1, StringComparer.Ordinal)
            .ThenBy(key => key.Item2 ?? DateTimeOffset.MinValue);
        foreach (var key in keys)
        {
            RateRow? was = before.GetValueOrDefault(key);
            RateRow? @is = after.GetValueOrDefault(key);
            IEnumerable<RateChange> found = (was, @is) switch
            {
                ({ } left, { } right) => [.. Prices(left, right, atItsDate: false), .. Rest(left, right, after)],
                ({ } left, null) =>
                [
                    new(ChangeKind.RowRemoved, left.Provider, left.Model, left.From) { Before = Summary(left) },
                ],
                (null, { } right) when Before(right, now) is RateRow previous => Prices(
                    previous,
                    right,
                    atItsDate: true
                ),
                (null, { } right) =>
                [
                    new(ChangeKind.RowAdded, right.Provider, right.Model, right.From) { After = Summary(right) },
                ],
                _ => [],
            };
            foreach (RateChange change in found)
            {
                yield return change;
            }
        }
    }

    private static Dictionary<(string, DateTimeOffset?), RateRow> ByKey(IReadOnlyList<RateRow> rows)
    {
        Dictionary<(string, DateTimeOffset?), RateRow> byKey = [];
        foreach (RateRow row in rows)
        {
            byKey.TryAdd((row.Model, row.From), row);
        }

        return byKey;
    }

    private static RateRow? Before(RateRow row, IReadOnlyList<RateRow> rows) =>
        row.From is null ? null : rows.FirstOrDefault(other => other.Model == row.Model && other.To == row.From);

    private static IEnumerable<RateChange> Prices(RateRow was, RateRow @is, bool atItsDate)
    {
        Dictionary<(string, string), RatePrice> before = PricesOf(was);
        Dictionary<(string, string), RatePrice> after = PricesOf(@is);
        foreach ((string Meter, string When) key in before.Keys.Union(after.Keys))
        {
            RatePrice? left = before.GetValueOrDefault(key);
            RatePrice? right = after.GetValueOrDefault(key);
            if (left is null || right is null || left.PicoPerUnit != right.PicoPerUnit)
            {
                ChangeKind kind =
                    left is null ? ChangeKind.PriceAdded
                    : right is null ? ChangeKind.PriceRemoved
                    : ChangeKind.PriceChanged;
                yield return new(kind, @is.Provider, @is.Model, @is.From)
                {
                    What = key.Meter,
                    When = key.When,
                    Per = (right ?? left)!.Per,
                    Before = left is null ? null : Dollars(left, (right ?? left).Per),
                    After = right?.Usd,
                    AtItsDate = atItsDate,
                };
            }
        }
    }

    /// <summary>The dollars, with their unit where it is not the one the line names.</summary>
    private static string Dollars(RatePrice price, long per) =>
        price.Per == per ? price.Usd : $"{price.Usd} {RateText.Unit(price.Per)}";

    private static Dictionary<(string, string), RatePrice> PricesOf(RateRow row)
    {
        Dictionary<(string, string), RatePrice> prices = [];
        foreach (RatePrice price in row.Prices)
        {
            prices.TryAdd((price.Meter, RateText.Of(price.When)), price);
        }

        return prices;
    }

    private static IEnumerable<RateChange> Rest(
        RateRow was,
        RateRow @is,
        Dictionary<(string, DateTimeOffset?), RateRow> after
    )
    {
        // A row that now ends where a new one begins says nothing the new row's lines do not.
        bool followed = @is.To is not null && after.ContainsKey((@is.Model, @is.To));
        (string What, string Before, string After)[] facets =
        [
            ("to", Instant(was.To), followed ? Instant(was.To) : Instant(@is.To)),
            ("match", RateTableWriter.Match(was.Match), RateTableWriter.Match(@is.Match)),
            ("multipliers", Multipliers(was), Multipliers(@is)),
            ("clock", was.ByCompletion ? "completion" : "request", @is.ByCompletion ? "completion" : "request"),
            ("minimums", string.Join(", ", was.Minimums), string.Join(", ", @is.Minimums)),
            ("native_currency", was.NativeCurrency ?? "USD", @is.NativeCurrency ?? "USD"),
            ("free", was.Free ? "true" : "false", @is.Free ? "true" : "false"),
            ("context_window", $"{was.ContextWindow}", $"{@is.ContextWindow}"),
        ];
        foreach ((string what, string before, string now) in facets)
        {
            if (before != now)
            {
                yield return new(ChangeKind.RowChanged, @is.Provider, @is.Model, @is.From)
                {
                    What = what,
                    Before = before,
                    After = now,
                };
            }
        }
    }

    private static string Summary(RateRow row) =>
        string.Join(
            ", ",
            row.Prices.Where(price => price.When.Count == 0)
                .Select(price => $"{price.Meter} {price.Usd} {RateText.Unit(price.Per)}")
        );

    private static string Multipliers(RateRow row) =>
        string.Join(
            "; ",
            row.Multipliers.Select(times =>
                $"x {times.Times} when {RateText.Of(times.When)} on {string.Join(' ', times.Meters)}"
            )
        );

    private static string Instant(DateTimeOffset? instant) => instant is null ? "open" : RateText.Of(instant.Value);
}
