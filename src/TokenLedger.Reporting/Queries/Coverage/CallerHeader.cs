using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Coverage;

/// <summary>The headers with which callers say what a call is for.</summary>
internal static class CallerHeader
{
    private static readonly int[] s_columns =
    [
        Dimensions.Feature,
        Dimensions.User,
        Dimensions.Session,
        Dimensions.Agent,
        Dimensions.ParentAgent,
        Dimensions.Task,
        Dimensions.Step,
        Dimensions.Environment,
        Dimensions.Project,
        Dimensions.CostCenter,
        Dimensions.Tenant,
    ];

    /// <summary>What callers can say, for error messages.</summary>
    public const string Choices =
        "feature, user, session, agent, parent-agent, task, step, environment, project, cost-center, tenant, tag:NAME";

    /// <summary>Whether callers can say it.</summary>
    public static bool Has(Grouping grouping) => grouping.Column is not { } column || s_columns.Contains(column);

    /// <summary>The header ("X-TokenLedger-Cost-Center").</summary>
    public static string Of(Grouping grouping) =>
        "X-TokenLedger-"
        + (
            grouping.Tag is { } tag
                ? "Tag-" + tag
                : string.Join('-', grouping.Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]))
        );
}
