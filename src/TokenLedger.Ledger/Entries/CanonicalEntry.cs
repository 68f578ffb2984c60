using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// The canonical bytes of an entry: restricted RFC 8785 JSON. Members sorted by name, absent ones left out; strings,
/// integers up to 2^53 − 1, booleans, arrays and objects only: no null, no fractions. Money and quantities are strings.
/// Every member is documented in <c>docs/ledger-format.md</c>.
/// </summary>
public static class CanonicalEntry
{
    /// <summary>The version every entry states in its member "v".</summary>
    public const int Version = 1;

    /// <summary>Most canonical bytes of one entry; the tlog bundle's two-byte length would allow 65,535.</summary>
    public const int MostBytes = 32 * 1024;

    /// <summary>Encodes an entry; <see cref="Entry.RecordedAt"/> is written as given.</summary>
    /// <exception cref="ArgumentException">The name of a tag or a condition occurs twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An integer exceeds 2^53 − 1.</exception>
    public static byte[] Encode(Entry entry)
    {
        CanonicalBuffer buffer = new();
        Write(entry, buffer);
        return buffer.Written.ToArray();
    }

    /// <summary>Writes an entry into a cleared buffer.</summary>
    /// <returns>Where the 27 bytes of recorded_at begin in the canonical bytes.</returns>
    internal static int Write(Entry entry, CanonicalBuffer to)
    {
        Attribution who = entry.Attribution;
        to.Clear();
        to.Open((byte)'{');
        Text(to, "actor"u8, entry.Actor);
        Text(to, "after"u8, entry.After);
        Text(to, "agent"u8, who.Agent);
        Text(to, "api"u8, entry.Api);
        Number(to, "attempt"u8, entry.Attempt);
        Text(to, "before"u8, entry.Before);
        Id(to, "call"u8, entry.Call);
        Id(to, "caused_by"u8, entry.CausedBy);
        Texts(to, "claimed"u8, who.Claimed);
        Pairs(to, "conditions"u8, entry.Conditions);
        Number(to, "context_tokens"u8, entry.ContextTokens);
        Number(to, "context_window"u8, entry.ContextWindow);
        Id(to, "corrects"u8, entry.Corrects);
        Text(to, "cost_center"u8, who.CostCenter);
        Money(to, "cost_usd"u8, entry.Cost);
        if (entry.Cost is not null || entry.KnownCost is not null || entry.EstimatedCost is not null)
        {
            to.Name("currency"u8);
            to.Quoted("USD"u8);
        }

        Text(to, "environment"u8, who.Environment);
        Money(to, "estimated_cost_usd"u8, entry.EstimatedCost);
        Text(to, "feature"u8, who.Feature);
        Number(to, "first_byte_ms"u8, entry.FirstByteMs);
        Texts(to, "flags"u8, entry.Flags);
        WriteHold(to, entry.Hold);
        Number(to, "http_status"u8, entry.HttpStatus);
        Id(to, "id"u8, entry.Id);
        Text(to, "idempotency_key"u8, entry.IdempotencyKey);
        Text(to, "key"u8, who.Key);
        Text(to, "kind"u8, EntryNames.Kinds[(int)entry.Kind]);
        Money(to, "known_before_usd"u8, entry.KnownBefore);
        Money(to, "known_cost_usd"u8, entry.KnownCost == entry.Cost ? null : entry.KnownCost);
        Number(to, "latency_ms"u8, entry.LatencyMs);
        WriteLines(to, entry.Lines);
        Text(to, "model_requested"u8, entry.ModelRequested);
        Text(to, "model_served"u8, entry.ModelServed);
        Text(to, "name"u8, entry.Name);
        Time(to, "occurred_at"u8, entry.OccurredAt);
        Text(to, "outcome"u8, entry.Outcome);
        Text(to, "parent_agent"u8, who.ParentAgent);
        Text(to, "parent_span_id"u8, entry.ParentSpanId);
        Text(to, "policy_decision"u8, entry.PolicyDecision);
        Text(to, "policy_revision"u8, entry.PolicyRevision);
        Flag(to, "priced"u8, entry.Priced);
        Text(to, "project"u8, who.Project);
        WriteParts(to, entry.PromptParts);
        Text(to, "provider"u8, entry.Provider);
        Text(to, "provider_cost_usd"u8, entry.ProviderCost);
        Text(to, "provider_request_id"u8, entry.ProviderRequestId);
        Text(to, "raw_usage"u8, entry.RawUsage);
        Text(to, "reason"u8, entry.Reason);
        int recordedAt = Time(to, "recorded_at"u8, entry.RecordedAt);
        Text(to, "region"u8, entry.Region);
        Number(to, "repeats"u8, entry.Repeats);
        Text(to, "request_digest"u8, entry.RequestDigest);
        Text(to, "response_digest"u8, entry.ResponseDigest);
        Text(to, "response_id"u8, entry.ResponseId);
        Text(to, "root_agent"u8, who.RootAgent);
        Text(to, "service_tier"u8, entry.ServiceTier);
        Text(to, "session"u8, who.Session);
        Flag(to, "session_ends"u8, who.SessionEnds);
        Id(to, "settles"u8, entry.Settles);
        Text(to, "step"u8, who.Step);
        Text(to, "step_digest"u8, entry.StepDigest);
        Flag(to, "streamed"u8, entry.Streamed);
        Text(to, "subject"u8, entry.Subject);
        Flag(to, "success"u8, entry.Success);
        Pairs(to, "tags"u8, who.Tags.Count == 0 ? null : who.Tags);
        Text(to, "task"u8, who.Task);
        Text(to, "tenant"u8, who.Tenant);
        Texts(to, "tools_called"u8, entry.ToolsCalled);
        Number(to, "tools_offered"u8, entry.ToolsOffered);
        Text(to, "trace_id"u8, entry.TraceId);
        Text(to, "upstream"u8, entry.Upstream);
        Text(to, "usage_source"u8, entry.UsageSource is { } source ? EntryNames.UsageSources[(int)source] : null);
        Text(to, "user"u8, who.User);
        Number(to, "v"u8, Version);
        Money(to, "value_usd"u8, entry.Value);
        Texts(to, "warnings"u8, entry.Warnings);
        to.Close((byte)'}');
        return recordedAt;
    }

    private static void WriteHold(CanonicalBuffer to, Hold? hold)
    {
        if (hold is null)
        {
            return;
        }

        to.Name("hold"u8);
        to.Open((byte)'{');
        if (hold.Expected is { } expected)
        {
            to.Name("expected"u8);
            to.Open((byte)'{');
            WriteBound(to, expected.InputTokens, expected.OutputTokens, expected.Amount);
        }

        WriteBound(to, hold.InputTokens, hold.OutputTokens, hold.Amount);
    }

    private static void WriteBound(CanonicalBuffer to, long inputTokens, long outputTokens, Usd? amount)
    {
        Number(to, "input_tokens"u8, inputTokens);
        Number(to, "output_tokens"u8, outputTokens);
        Money(to, "usd"u8, amount);
        to.Close((byte)'}');
    }

    private static void WriteParts(CanonicalBuffer to, PromptParts? parts)
    {
        if (parts is null)
        {
            return;
        }

        to.Name("prompt_parts"u8);
        to.Open((byte)'{');
        Number(to, "model"u8, parts.Model);
        Number(to, "system"u8, parts.System);
        Number(to, "tool"u8, parts.Tool);
        Number(to, "user"u8, parts.User);
        to.Close((byte)'}');
    }

    private static void WriteLines(CanonicalBuffer to, IReadOnlyList<LineItem> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        to.Name("lines"u8);
        to.Open((byte)'[');
        for (int i = 0; i < lines.Count; i++)
        {
            WriteLine(to, lines[i]);
        }

        to.Close((byte)']');
    }

    private static void WriteLine(CanonicalBuffer to, LineItem line)
    {
        to.Element();
        to.Open((byte)'{');
        Quantity(to, "billed_quantity"u8, line.BilledQuantity);
        Number(to, "error_percent"u8, line.ErrorPercent);
        Text(to, "meter"u8, line.Meter);
        Texts(to, "multipliers"u8, line.Multipliers);
        Number(to, "per"u8, line.Per == 0 ? null : line.Per);
        Text(to, "priced_as"u8, line.PricedAs);
        Quantity(to, "quantity"u8, line.Quantity);
        Text(to, "rate"u8, line.Rate);
        Text(to, "rate_id"u8, line.RateId);
        Text(to, "source"u8, EntryNames.Provenances[(int)line.Provenance]);
        Money(to, "usd"u8, line.Amount);
        to.Close((byte)'}');
    }

    private static void Pairs(
        CanonicalBuffer to,
        ReadOnlySpan<byte> name,
        IReadOnlyList<KeyValuePair<string, string>>? pairs
    )
    {
        if (pairs is null)
        {
            return;
        }

        to.Name(name);
        to.Open((byte)'{');
        pairs = Sorted(pairs);
        for (int i = 0; i < pairs.Count; i++)
        {
            to.Name(pairs[i].Key);
            to.String(pairs[i].Value);
        }

        to.Close((byte)'}');
    }

    // Pairs come sorted; sorting again is for the caller who did not, because wrong order would not be canonical.
    internal static IReadOnlyList<KeyValuePair<string, string>> Sorted(
        IReadOnlyList<KeyValuePair<string, string>> pairs
    )
    {
        bool sorted = true;
        for (int i = 1; i < pairs.Count; i++)
        {
            sorted &= string.CompareOrdinal(pairs[i - 1].Key, pairs[i].Key) < 0;
        }

        if (sorted)
        {
            return pairs;
        }

        KeyValuePair<string, string>[] ordered = [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        for (int i = 1; i < ordered.Length; i++)
        {
            if (ordered[i - 1].Key == ordered[i].Key)
            {
                throw new ArgumentException($"The name '{ordered[i].Key}' is given twice.", nameof(pairs));
            }
        }

        return ordered;
    }

    private static void Text(CanonicalBuffer to, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            to.Name(name);
            to.String(value);
        }
    }

    private static void Texts(CanonicalBuffer to, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        to.Name(name);
        to.Open((byte)'[');
        for (int i = 0; i < values.Count; i++)
        {
            to.Element();
            to.String(values[i]);
        }

        to.Close((byte)']');
    }

    private static void Number(CanonicalBuffer to, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            to.Name(name);
            to.Integer(number);
        }
    }

    private static void Flag(CanonicalBuffer to, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            to.Name(name);
            to.Raw(flag ? "true"u8 : "false"u8);
        }
    }

    private static void Id(CanonicalBuffer to, ReadOnlySpan<byte> name, Guid? value)
    {
        if (value is { } id)
        {
            to.Name(name);
            to.Id(id);
        }
    }

    private static int Time(CanonicalBuffer to, ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        to.Name(name);
        int start = to.Length + 1;
        Span<byte> text = stackalloc byte[EntryTime.Width];
        EntryTime.Format(EntryTime.Microseconds(value), text);
        to.Quoted(text);
        return start;
    }

    private static void Money(CanonicalBuffer to, ReadOnlySpan<byte> name, Usd? value)
    {
        if (value is not { } amount)
        {
            return;
        }

        to.Name(name);
        Span<byte> text = stackalloc byte[48];
        to.Quoted(text[..ExactNumber.Format(amount, text)]);
    }

    private static void Quantity(CanonicalBuffer to, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is not { } quantity)
        {
            return;
        }

        to.Name(name);
        Span<byte> text = stackalloc byte[48];
        to.Quoted(text[..ExactNumber.Format(quantity, text)]);
    }
}
