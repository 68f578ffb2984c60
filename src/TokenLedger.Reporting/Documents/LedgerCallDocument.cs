using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Documents;

/// <summary>One attempt of a call in JSON.</summary>
public sealed record LedgerCallDocument
{
    /// <summary>The position of its entry in the ledger.</summary>
    public required long Sequence { get; init; }

    /// <summary>The id of its entry.</summary>
    public required Guid Entry { get; init; }

    /// <summary>The call's id.</summary>
    public Guid? Call { get; init; }

    /// <summary>The upstream try within the call, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>In a session: the node of the tree that made it.</summary>
    public int? Node { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The session.</summary>
    public string? Session { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Milliseconds to the end of its answer.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Milliseconds to the first byte of its answer.</summary>
    public long? FirstByteMs { get; init; }

    /// <summary>"open", "settled", "voided", "rejected", "other" or "adjustment".</summary>
    public required string Status { get; init; }

    /// <summary>How it ended, in the words of entries.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether it ended without the answer it was made for.</summary>
    public required bool Failed { get; init; }

    /// <summary>The upstream's HTTP status.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Why it was refused or ended so.</summary>
    public string? Reason { get; init; }

    /// <summary>The rule, budget or limit that refused it.</summary>
    public string? Rule { get; init; }

    /// <summary>The provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that answered, or was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The task.</summary>
    public string? Task { get; init; }

    /// <summary>The step.</summary>
    public string? Step { get; init; }

    /// <summary>All tokens.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>Prompt tokens of all kinds.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Those of them that were read from a cache.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    public required long AnswerTokens { get; init; }

    /// <summary>Cost as far as priced, USD, exact.</summary>
    public required string CostUsd { get; init; }

    /// <summary>The estimated part of it.</summary>
    public required string EstimatedUsd { get; init; }

    /// <summary>The most it is expected to cost, while it is open.</summary>
    public string? HoldUsd { get; init; }

    /// <summary>Whether some part has no price.</summary>
    public required bool Unpriced { get; init; }

    /// <summary>Adjustments of it.</summary>
    public required long Adjustments { get; init; }

    /// <summary>Calls it stands for: more than 1 for a refusal repeated.</summary>
    public required long Repeats { get; init; }

    /// <summary>Tools offered to the model.</summary>
    public int? ToolsOffered { get; init; }

    /// <summary>Tools the model called, by name, in order.</summary>
    public required IReadOnlyList<string> ToolsCalled { get; init; }

    /// <summary>What a reader must know.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>What was found worth a word although the call went on.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C id of the caller's span.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>The document of a call.</summary>
    public static LedgerCallDocument Of(LedgerCall call, int? node = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        Entry entry = call.Entry;
        bool isRefusal = entry.Kind == EntryKind.Rejection;
        return new()
        {
            Sequence = call.Sequence,
            Entry = entry.Id,
            Call = entry.Call,
            Attempt = entry.Attempt,
            Node = node,
            Tenant = entry.Attribution.Tenant,
            Session = entry.Attribution.Session,
            OccurredAt = entry.OccurredAt,
            LatencyMs = entry.LatencyMs,
            FirstByteMs = entry.FirstByteMs,
            Status = call.Status,
            Outcome = entry.Outcome,
            Failed = call.Failed,
            HttpStatus = entry.HttpStatus,
            Reason = entry.Reason,
            Rule = isRefusal ? entry.Subject : null,
            Provider = entry.Provider,
            Model = entry.ModelServed ?? entry.ModelRequested,
            Agent = entry.Attribution.Agent,
            Task = entry.Attribution.Task,
            Step = entry.Attribution.Step,
            TotalTokens = call.PromptTokens + call.AnswerTokens,
            PromptTokens = call.PromptTokens,
            CachedTokens = call.Tokens.Cached,
            AnswerTokens = call.AnswerTokens,
            CostUsd = call.Known.ToString(),
            EstimatedUsd = call.Estimated.ToString(),
            HoldUsd = call.Status == "open" ? entry.Hold?.Amount?.ToString() : null,
            Unpriced = call.Unpriced,
            Adjustments = call.Adjustments,
            Repeats = entry.Repeats ?? 1,
            ToolsOffered = entry.ToolsOffered,
            ToolsCalled = entry.ToolsCalled,
            Flags = entry.Flags,
            Warnings = entry.Warnings,
            TraceId = entry.TraceId,
            ParentSpanId = entry.ParentSpanId,
        };
    }
}
