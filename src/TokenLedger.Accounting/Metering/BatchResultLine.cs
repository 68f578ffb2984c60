using System.Diagnostics.CodeAnalysis;
using TokenLedger.Accounting.Metering.Batches;

namespace TokenLedger.Accounting.Metering;

/// <summary>How one request of a batch ended.</summary>
public enum BatchLineStatus
{
    /// <summary>It was answered; the usage is billed at the batch price.</summary>
    Succeeded,

    /// <summary>It was refused or failed; not billed.</summary>
    Failed,

    /// <summary>The batch was cancelled before it ran; not billed.</summary>
    Canceled,

    /// <summary>The batch ended before it ran; not billed.</summary>
    Expired,
}

/// <summary>
/// One line of a batch's results: the answer to one request, read with the reader of that request's own dialect and
/// with the condition service_tier = batch.
/// </summary>
/// <remarks>
/// https://platform.openai.com/docs/api-reference/batch/request-output, https://docs.mistral.ai/capabilities/batch/,
/// https://docs.anthropic.com/en/api/retrieving-message-batch-results, https://ai.google.dev/gemini-api/docs/batch-mode
/// </remarks>
public sealed record BatchResultLine
{
    /// <summary>The caller's own id of the request ("custom_id", Gemini's "key"); null when the line has none.</summary>
    public string? CustomId { get; init; }

    /// <summary>How the request ended.</summary>
    public required BatchLineStatus Status { get; init; }

    /// <summary>The HTTP status of the answer; 0 where the provider names none and the request was not answered.</summary>
    public required int HttpStatus { get; init; }

    /// <summary>The dialect of the answer, a name of <see cref="UsageReaders.Dialects"/> ("openai.responses").</summary>
    public required string Api { get; init; }

    /// <summary>
    /// What it used. <see cref="UsageReport.ResponseId"/> is the answer's own id, the one to book it by only once;
    /// <see cref="UsageSource.None"/> for a request that was not answered.
    /// </summary>
    public required UsageReport Usage { get; init; }

    /// <summary>Reads one line.</summary>
    /// <param name="api">
    /// The api of the route it was downloaded by: what stands before its dot names the family (openai, azure, mistral,
    /// anthropic, gemini), so "openai.batches" and "openai.files" are read alike.
    /// </param>
    /// <param name="line">The line without its line break; never kept.</param>
    /// <param name="result">The line's content.</param>
    /// <param name="conditions">Further facts that select a price (deployment, region …); null for none.</param>
    /// <returns>False when the line is no result of a batch: not JSON, another shape, an unknown family.</returns>
    public static bool TryRead(
        string api,
        ReadOnlySpan<byte> line,
        [NotNullWhen(true)] out BatchResultLine? result,
        IReadOnlyList<KeyValuePair<string, string>>? conditions = null
    )
    {
        ArgumentNullException.ThrowIfNull(api);
        string family = api.Split('.', 2)[0];
        result = family switch
        {
            "openai" or "azure" or "mistral" => ResponseLine.Read(family, line, conditions),
            "anthropic" => MessageLine.Read(line, conditions),
            "gemini" => KeyedLine.Read(line, conditions),
            _ => null,
        };
        return result is not null;
    }
}
