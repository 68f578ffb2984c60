using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Limits;

/// <summary>Reads a dimension of a call, by the names of <see cref="Dimensions"/>.</summary>
internal static class CallDimensions
{
    /// <summary>How to read a dimension, found once and not at every call.</summary>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public static Func<InferenceCall, string?> Reader(string dimension) =>
        dimension switch
        {
            "key" => static call => call.Attribution.Key,
            "user" => static call => call.Attribution.User,
            "tenant" => static call => call.Attribution.Tenant,
            "feature" => static call => call.Attribution.Feature,
            "project" => static call => call.Attribution.Project,
            "cost_center" => static call => call.Attribution.CostCenter,
            "environment" => static call => call.Attribution.Environment,
            "agent" => static call => call.Attribution.Agent,
            "parent_agent" => static call => call.Attribution.ParentAgent,
            "root_agent" => static call => call.Attribution.RootAgent,
            "session" => static call => call.Attribution.Session,
            "task" => static call => call.Attribution.Task,
            "step" => static call => call.Attribution.Step,
            "provider" => static call => call.Upstream.Options.Provider,
            "upstream" => static call => call.Upstream.Options.Name,
            "model" => static call => call.ModelAsked,
            _ when Dimensions.Knows(dimension) => TagReader(dimension[Dimensions.TagPrefix.Length..]),
            _ => throw new ArgumentException($"There is no dimension \"{dimension}\".", nameof(dimension)),
        };

    private static Func<InferenceCall, string?> TagReader(string name) =>
        call =>
        {
            foreach ((string tag, string value) in call.Attribution.Tags)
            {
                if (tag == name)
                {
                    return value;
                }
            }

            return null;
        };
}
