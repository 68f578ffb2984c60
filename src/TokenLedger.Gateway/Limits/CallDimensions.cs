using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Limits;

/// <summary>Reads a dimension of a call, by the names of <see cref="Dimensions"/>.</summary>
internal static class CallDimensions
{
    /// <summary>How to read a dimension, found once and not at every call.</summary>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public static Func<CountedCall, string?> Reader(string dimension) =>
        dimension switch
        {
            "key" => static call => call.By.Key,
            "user" => static call => call.By.User,
            "tenant" => static call => call.By.Tenant,
            "feature" => static call => call.By.Feature,
            "project" => static call => call.By.Project,
            "cost_center" => static call => call.By.CostCenter,
            "environment" => static call => call.By.Environment,
            "agent" => static call => call.By.Agent,
            "parent_agent" => static call => call.By.ParentAgent,
            "root_agent" => static call => call.By.RootAgent,
            "session" => static call => call.By.Session,
            "task" => static call => call.By.Task,
            "step" => static call => call.By.Step,
            "provider" => static call => call.Provider,
            "upstream" => static call => call.Upstream,
            "model" => static call => call.Model,
            _ when Dimensions.Knows(dimension) => TagReader(dimension[Dimensions.TagPrefix.Length..]),
            _ => throw new ArgumentException($"There is no dimension \"{dimension}\".", nameof(dimension)),
        };

    private static Func<CountedCall, string?> TagReader(string name) =>
        call =>
        {
            foreach ((string tag, string value) in call.By.Tags)
            {
                if (tag == name)
                {
                    return value;
                }
            }

            return null;
        };
}
