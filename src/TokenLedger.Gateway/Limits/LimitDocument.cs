using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Limits;

/// <summary>A rate limit as configuration and the API write it. Absent amounts are not limited.</summary>
public sealed record LimitDocument
{
    /// <summary>Its name: 1 to 64 of a–z, 0–9, '.', '_' and '-'.</summary>
    public string? Id { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Which calls it covers, patterns by dimension; absent covers every call.</summary>
    public IReadOnlyDictionary<string, string>? Scope { get; init; }

    /// <summary>Dimensions each value of which is counted by itself.</summary>
    public IReadOnlyList<string>? Per { get; init; }

    /// <summary>Calls per second.</summary>
    public long? RequestsPerSecond { get; init; }

    /// <summary>Calls per minute.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>Calls per hour.</summary>
    public long? RequestsPerHour { get; init; }

    /// <summary>Calls per day.</summary>
    public long? RequestsPerDay { get; init; }

    /// <summary>Tokens per second.</summary>
    public long? TokensPerSecond { get; init; }

    /// <summary>Tokens per minute.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Tokens per hour.</summary>
    public long? TokensPerHour { get; init; }

    /// <summary>Tokens per day.</summary>
    public long? TokensPerDay { get; init; }

    /// <summary>Calls at a time.</summary>
    public long? Concurrency { get; init; }

    /// <summary>What a call counts in tokens before its end: "expected" (the default) or "bound".</summary>
    public string? Reserve { get; init; }

    /// <summary>The document of a limit.</summary>
    public static LimitDocument Of(RateLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        long? Most(RateMeasure measure, RatePeriod period) =>
            limit.Allowances.FirstOrDefault(allowed => allowed.Measure == measure && allowed.Period == period)?.Most;
        return new()
        {
            Id = limit.Id,
            Description = limit.Description,
            Scope =
                limit.Scope.Count == 0 ? null : limit.Scope.ToDictionary(term => term.Dimension, term => term.Pattern),
            Per = limit.Per.Count == 0 ? null : limit.Per,
            RequestsPerSecond = Most(RateMeasure.Requests, RatePeriod.Second),
            RequestsPerMinute = Most(RateMeasure.Requests, RatePeriod.Minute),
            RequestsPerHour = Most(RateMeasure.Requests, RatePeriod.Hour),
            RequestsPerDay = Most(RateMeasure.Requests, RatePeriod.Day),
            TokensPerSecond = Most(RateMeasure.Tokens, RatePeriod.Second),
            TokensPerMinute = Most(RateMeasure.Tokens, RatePeriod.Minute),
            TokensPerHour = Most(RateMeasure.Tokens, RatePeriod.Hour),
            TokensPerDay = Most(RateMeasure.Tokens, RatePeriod.Day),
            Concurrency = Most(RateMeasure.Concurrency, RatePeriod.Minute),
            Reserve = limit.Reserve == TokenReserve.Bound ? "bound" : null,
        };
    }

    /// <summary>The limit it describes, or everything that is wrong with it.</summary>
    /// <returns>The limit, null when there are problems; each problem begins with the member it is about.</returns>
    public (RateLimit? Limit, IReadOnlyList<string> Problems) Read()
    {
        List<string> problems = [];
        if (Id is null || !LimitNames.IsName(Id))
        {
            problems.Add("id: must be 1 to 64 small letters, digits, dots, hyphens and underscores");
        }

        problems.AddRange(LimitNames.ProblemsOf(Scope, Per));
        if (Reserve is not (null or "expected" or "bound"))
        {
            problems.Add("reserve: must be expected or bound");
        }

        RateAllowance[] allowances = [.. Allowances()];
        if (allowances.Length == 0)
        {
            problems.Add("needs at least one of requests_per_minute, tokens_per_minute, concurrency and the like");
        }

        problems.AddRange(
            allowances.Where(allowed => allowed.Most < 1).Select(allowed => $"{allowed.Name}: must be 1 or more")
        );
        return problems.Count > 0
            ? (null, problems)
            : (
                new RateLimit
                {
                    Id = Id!,
                    Description = Description,
                    Scope = [.. (Scope ?? LimitNames.Everywhere).Select(term => new ScopeTerm(term.Key, term.Value))],
                    Per = Per ?? [],
                    Allowances = allowances,
                    Reserve = Reserve == "bound" ? TokenReserve.Bound : TokenReserve.Expected,
                },
                problems
            );
    }

    private IEnumerable<RateAllowance> Allowances()
    {
        (RateMeasure Measure, RatePeriod Period, long? Most)[] all =
        [
            (RateMeasure.Requests, RatePeriod.Second, RequestsPerSecond),
            (RateMeasure.Requests, RatePeriod.Minute, RequestsPerMinute),
            (RateMeasure.Requests, RatePeriod.Hour, RequestsPerHour),
            (RateMeasure.Requests, RatePeriod.Day, RequestsPerDay),
            (RateMeasure.Tokens, RatePeriod.Second, TokensPerSecond),
            (RateMeasure.Tokens, RatePeriod.Minute, TokensPerMinute),
            (RateMeasure.Tokens, RatePeriod.Hour, TokensPerHour),
            (RateMeasure.Tokens, RatePeriod.Day, TokensPerDay),
            (RateMeasure.Concurrency, RatePeriod.Minute, Concurrency),
        ];
        return all.Where(one => one.Most is not null)
            .Select(one => new RateAllowance(one.Measure, one.Most!.Value, one.Period));
    }
}
