using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What the groups of a report are, as it stands in a URL.</summary>
internal sealed record GroupParameters
{
    [FromQuery(Name = "by")]
    [Description(
        "One to three groupings, with commas: model, provider, key, agent, session, user, feature, tenant, environment, "
            + "project, cost-center, task, step, parent-agent, root-agent, model-requested, upstream, api, tier, region, "
            + "outcome, rule, tag:NAME."
    )]
    public string? By { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Most groups. What is left out is counted and is in the total.")]
    public string? Limit { get; init; }

    /// <summary>The text of a name.</summary>
    public string? Of(string name) =>
        name switch
        {
            "by" => By,
            "limit" => Limit,
            _ => null,
        };
}
