using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Finds the rows of one provider's models by id. What an id resolves to does not depend on time, so it is remembered.
/// </summary>
internal sealed class ModelIndex
{
    /// <summary>Ids remembered per provider; beyond it ids are resolved anew each time.</summary>
    public const int MaxRemembered = 4096;

    /// <summary>Ids longer than this are not looked up: no provider has such names.</summary>
    public const int MaxIdLength = 256;

    /// <summary>Time after which an expression counts as not matching; ids are short and a sane one takes microseconds.</summary>
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, List<RateRow>> byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<RateRow>> byPrefix = new(StringComparer.OrdinalIgnoreCase);
    private readonly int longestPrefix;
    private readonly Lazy<(Regex Pattern, RateRow Row)[]> patterns;
    private readonly RateRow[] sized;
    private readonly ConcurrentDictionary<string, Resolved> remembered = new(StringComparer.Ordinal);

    public ModelIndex(IReadOnlyList<RateRow> rows)
    {
        Rows = rows;
        foreach (RateRow row in rows)
        {
            foreach (string id in row.Match.Ids)
            {
                Add(byId, id, row);
            }

            foreach (string prefix in row.Match.Prefixes)
            {
                Add(byPrefix, prefix, row);
                longestPrefix = Math.Max(longestPrefix, prefix.Length);
            }
        }

        // Building expressions is slow and most ids never need one.
        patterns = new(CompilePatterns);
        sized = [.. rows.Where(row => row.Match.Size is not null)];
    }

    /// <summary>The rows in the table's order.</summary>
    public IReadOnlyList<RateRow> Rows { get; }

    /// <summary>The row in force for an id; null when no row takes it.</summary>
    public RateRow? Find(string id, DateTimeOffset at, DateTimeOffset? completedAt, out string? how)
    {
        Resolved resolved = Resolve(id);
        how = resolved.How;
        foreach (RateRow row in resolved.Rows)
        {
            if (row.InForce(row.ByCompletion ? completedAt ?? at : at))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>An expression whose time is limited, however it is written.</summary>
    /// <exception cref="ArgumentException">The pattern is not a regular expression.</exception>
    public static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, LongestMatch);

    private Resolved Resolve(string id)
    {
        if (remembered.TryGetValue(id, out Resolved? known))
        {
            return known;
        }

        Resolved resolved = id.Length > MaxIdLength ? Resolved.Nothing : ResolveAnew(id);
        if (remembered.Count < MaxRemembered)
        {
            remembered.TryAdd(id, resolved);
        }

        return resolved;
    }

    private Resolved ResolveAnew(string id)
    {
        foreach ((string form, string name) in ModelName.Forms(id))
        {
            if (Taking(byId.GetValueOrDefault(name), name) is RateRow[] exact)
            {
                return new(exact, form + "-id");
            }

            if (ByPrefix(name) is RateRow[] prefixed)
            {
                return new(prefixed, form + "-prefix");
            }

            if (ByPattern(name) is RateRow[] matching)
            {
                return new(matching, form + "-pattern");
            }
        }

        return BySize(id) is RateRow[] ofSize ? new(ofSize, "size") : Resolved.Nothing;
    }

    private RateRow[]? ByPrefix(string name)
    {
        for (int length = Math.Min(longestPrefix, name.Length); length > 0; length--)
        {
            if (Taking(byPrefix.GetValueOrDefault(name[..length]), name) is RateRow[] found)
            {
                return found;
            }
        }

        return null;
    }

    private RateRow[]? ByPattern(string name)
    {
        List<RateRow> found = [];
        foreach ((Regex pattern, RateRow row) in patterns.Value)
        {
            if (!found.Contains(row) && IsMatch(pattern, name))
            {
                found.Add(row);
            }
        }

        return Taking(found, name);
    }

    /// <summary>The last resort: only where the table prices models by size and the name states one.</summary>
    private RateRow[]? BySize(string id)
    {
        string name = id[(id.LastIndexOf('/') + 1)..];
        return sized.Length > 0 && SizeRange.In(name) is decimal billions
            ? Taking([.. sized.Where(row => row.Match.Size!.Contains(billions))], name)
            : null;
    }

    private static bool IsMatch(Regex pattern, string name)
    {
        try
        {
            return pattern.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static RateRow[]? Taking(List<RateRow>? candidates, string name)
    {
        RateRow[] taking = candidates is null ? [] : [.. candidates.Where(row => !row.Match.Excludes(name))];
        return taking.Length == 0 ? null : taking;
    }

    private (Regex, RateRow)[] CompilePatterns() =>
        [.. Rows.SelectMany(row => row.Match.Patterns.Select(pattern => (Compile(pattern), row)))];

    private static void Add(Dictionary<string, List<RateRow>> index, string key, RateRow row)
    {
        if (!index.TryGetValue(key, out List<RateRow>? list))
        {
            index.Add(key, list = []);
        }

        if (!list.Contains(row))
        {
            list.Add(row);
        }
    }

    private sealed record Resolved(RateRow[] Rows, string? How)
    {
        public static readonly Resolved Nothing = new([], null);
    }
}
