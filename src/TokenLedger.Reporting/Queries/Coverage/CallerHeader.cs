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

    /// <summary>How calls come to say it: by a header of the caller, or by what is bound to its key.</summary>
    public static string Advice(Grouping grouping)
    {
        string header = $"Have callers send {NameOf(grouping)}";
        return Binding(grouping) is { } binding
            ? $"{header}, or bind it to their key: 'tokenledger keys create {binding}'."
            : header + ".";
    }

    private static string? Binding(Grouping grouping) =>
        grouping.Column switch
        {
            Dimensions.Tenant => "--tenant NAME",
            Dimensions.User => "--owner USER",
            null or Dimensions.Feature or Dimensions.Project or Dimensions.CostCenter or Dimensions.Environment =>
                $"--default {grouping.Name}=VALUE",
            _ => null,
        };

    private static string NameOf(Grouping grouping) =>
        "X-TokenLedger-"
        + (
            grouping.Tag is { } tag
                ? "Tag-" + tag
                : string.Join('-', grouping.Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]))
        );
}
