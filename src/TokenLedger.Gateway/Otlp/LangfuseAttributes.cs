using System.Text.Json.Nodes;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// Langfuse's own attributes: it takes usage and cost from them before anything else, and so neither counts cached tokens
/// twice nor prices them again.
/// </summary>
/// <seealso href="https://langfuse.com/integrations/native/opentelemetry"/>
internal static class LangfuseAttributes
{
    /// <summary>Adds them.</summary>
    public static void Add(List<OtlpAttribute> to, Entry entry)
    {
        Add(to, "langfuse.session.id", entry.Attribution.Session);
        Add(to, "langfuse.user.id", entry.Attribution.User);
        Add(to, "langfuse.environment", entry.Attribution.Environment);
        Add(to, "langfuse.observation.type", "generation");
        Add(to, "langfuse.observation.model.name", entry.ModelServed ?? entry.ModelRequested);
        Add(to, "langfuse.observation.metadata.tokenledger_entry", entry.Id.ToString());
        Add(to, "langfuse.observation.metadata.tenant", entry.Attribution.Tenant);
        Add(to, "langfuse.observation.metadata.feature", entry.Attribution.Feature);
        if (CallSpan.ErrorOf(entry) is { } error)
        {
            Add(to, "langfuse.observation.level", "ERROR");
            Add(to, "langfuse.observation.status_message", error);
        }

        if (entry.Lines.Count > 0)
        {
            TokenSums tokens = TokenSums.Of(entry.Lines);
            Add(to, "langfuse.observation.usage_details", Usage(tokens).ToJsonString());
            if ((entry.KnownCost ?? entry.Cost) is { } cost)
            {
                Add(to, "langfuse.observation.cost_details", Cost(tokens, cost).ToJsonString());
            }
        }
    }

    /// <summary>Disjoint groups, by the names that Langfuse itself gives them.</summary>
    private static JsonObject Usage(TokenSums tokens)
    {
        JsonObject usage = new() { ["input"] = tokens.Fresh, ["output"] = tokens.Visible };
        AddSome(usage, "input_cached_tokens", tokens.CacheRead);
        AddSome(usage, "input_cache_creation", tokens.CacheWrite);
        AddSome(usage, "output_reasoning_tokens", tokens.Reasoning);
        usage["total"] = tokens.Input + tokens.Output;
        return usage;
    }

    private static JsonObject Cost(TokenSums tokens, Usd total)
    {
        JsonObject cost = new()
        {
            ["input"] = tokens.InputCost.ToDecimal(),
            ["output"] = tokens.OutputCost.ToDecimal(),
        };
        if (tokens.OtherCost != Usd.Zero)
        {
            cost["other"] = tokens.OtherCost.ToDecimal();
        }

        cost["total"] = total.ToDecimal();
        return cost;
    }

    private static void AddSome(JsonObject to, string name, long value)
    {
        if (value > 0)
        {
            to[name] = value;
        }
    }

    private static void Add(List<OtlpAttribute> to, string name, string? value)
    {
        if (value is not null)
        {
            to.Add(new(name, value));
        }
    }
}
