using TokenLedger.Gateway.Policies.Input;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Otlp;

/// <summary>What a span says of its call: by OpenTelemetry's names, and by ours what they have none for.</summary>
internal static class CallAttributes
{
    /// <summary>The operation by its well-known name.</summary>
    public static string OperationOf(Entry entry) =>
        entry.Api is not { } api ? "chat"
        : api.StartsWith("gemini.generate", StringComparison.Ordinal) ? "generate_content"
        : OperationName.Of(api);

    /// <summary>All attributes of a call.</summary>
    public static IReadOnlyList<OtlpAttribute> Of(Entry entry, long sequence, OtlpOptions options)
    {
        List<OtlpAttribute> to = [];
        AddCall(to, entry, options.Names);
        AddUsage(to, entry, options.Names);
        AddLedger(to, entry, sequence);
        AddWho(to, entry.Attribution);
        if (options.Langfuse)
        {
            LangfuseAttributes.Add(to, entry);
        }

        return to;
    }

    private static void AddCall(List<OtlpAttribute> to, Entry entry, SemanticNames names)
    {
        Add(to, "gen_ai.operation.name", OperationOf(entry));
        if (entry.Provider is { } provider)
        {
            bool old = names == SemanticNames.V136;
            Add(
                to,
                old ? "gen_ai.system" : "gen_ai.provider.name",
                old ? ProviderName.OldOf(provider) : ProviderName.Of(provider)
            );
        }

        Add(to, "gen_ai.request.model", entry.ModelRequested);
        Add(to, "gen_ai.response.model", entry.ModelServed);
        Add(to, "gen_ai.response.id", entry.ResponseId);
        Add(to, "gen_ai.conversation.id", entry.Attribution.Session);
        Add(to, "gen_ai.agent.name", entry.Attribution.Agent);
        if (entry.Streamed is true && names != SemanticNames.V136)
        {
            to.Add(new("gen_ai.request.stream", true));
            AddSeconds(to, "gen_ai.response.time_to_first_chunk", entry.FirstByteMs);
        }

        AddEnd(to, entry);
    }

    private static void AddUsage(List<OtlpAttribute> to, Entry entry, SemanticNames names)
    {
        if (entry.Lines.Count == 0)
        {
            return;
        }

        TokenSums tokens = TokenSums.Of(entry.Lines);
        Add(to, "gen_ai.usage.input_tokens", tokens.Input);
        Add(to, "gen_ai.usage.output_tokens", tokens.Output);
        if (names != SemanticNames.V136)
        {
            bool latest = names == SemanticNames.Latest;
            AddSome(to, "gen_ai.usage.cache_read.input_tokens", tokens.CacheRead);
            AddSome(to, $"gen_ai.usage.{(latest ? "cache_write" : "cache_creation")}.input_tokens", tokens.CacheWrite);
            AddSome(to, "gen_ai.usage.reasoning.output_tokens", tokens.Reasoning);
        }
    }

    /// <summary>How a request to a provider ended, by names that are not about models.</summary>
    public static void AddEnd(List<OtlpAttribute> to, Entry entry)
    {
        Add(to, "http.response.status_code", entry.HttpStatus);
        Add(to, "error.type", CallSpan.ErrorOf(entry));
    }

    private static void AddLedger(List<OtlpAttribute> to, Entry entry, long sequence)
    {
        if ((entry.KnownCost ?? entry.Cost) is { } cost)
        {
            // The text is exact. Receivers that sum want a number, which here is only for them.
            Add(to, "tokenledger.cost.usd", cost.ToString());
            to.Add(new("gen_ai.usage.cost", (double)cost.ToDecimal()));
        }

        Add(to, "tokenledger.cost.estimated_usd", entry.EstimatedCost?.ToString());
        if (entry.Priced is { } priced)
        {
            to.Add(new("tokenledger.priced", priced));
        }

        Add(to, "tokenledger.entry", entry.Id.ToString());
        Add(to, "tokenledger.sequence", sequence);
        Add(to, "tokenledger.call", entry.Call?.ToString());
        Add(to, "tokenledger.attempts", entry.Attempt);
        Add(to, "tokenledger.api", entry.Api);
        Add(to, "tokenledger.upstream", entry.Upstream);
        Add(to, "tokenledger.outcome", entry.Outcome);
        Add(to, "tokenledger.repeats", entry.Repeats);
        Add(to, "tokenledger.refused_by", entry.Kind == EntryKind.Rejection ? entry.Subject : null);
        Add(to, "tokenledger.service_tier", entry.ServiceTier);
        AddTexts(to, "tokenledger.warnings", entry.Warnings);
        AddTexts(to, "tokenledger.flags", entry.Flags);
    }

    private static void AddWho(List<OtlpAttribute> to, LedgerAttribution who)
    {
        Add(to, "tokenledger.tenant", who.Tenant);
        Add(to, "tokenledger.key", who.Key);
        Add(to, "tokenledger.feature", who.Feature);
        Add(to, "user.id", who.User);
        Add(to, "session.id", who.Session);
        Add(to, "tokenledger.parent_agent", who.ParentAgent);
        Add(to, "tokenledger.root_agent", who.RootAgent);
        Add(to, "tokenledger.task", who.Task);
        Add(to, "tokenledger.step", who.Step);
        Add(to, "deployment.environment.name", who.Environment);
        Add(to, "tokenledger.project", who.Project);
        Add(to, "tokenledger.cost_center", who.CostCenter);
        foreach ((string name, string value) in who.Tags)
        {
            Add(to, "tokenledger.tag." + name, value);
        }
    }

    private static void Add(List<OtlpAttribute> to, string name, string? value)
    {
        if (value is not null)
        {
            to.Add(new(name, value));
        }
    }

    private static void Add(List<OtlpAttribute> to, string name, long? value)
    {
        if (value is { } number)
        {
            to.Add(new(name, number));
        }
    }

    private static void AddSome(List<OtlpAttribute> to, string name, long value) =>
        Add(to, name, value > 0 ? value : null);

    private static void AddSeconds(List<OtlpAttribute> to, string name, long? milliseconds)
    {
        if (milliseconds is { } some)
        {
            to.Add(new(name, some / 1000.0));
        }
    }

    private static void AddTexts(List<OtlpAttribute> to, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            to.Add(new(name, values));
        }
    }
}
