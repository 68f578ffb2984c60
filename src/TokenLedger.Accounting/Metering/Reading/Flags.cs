namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>Gathers the words that a reader of the bill must know; nothing is allocated when there are none.</summary>
internal struct Flags
{
    public const string Inconsistent = "inconsistent_usage";
    public const string StreamError = "stream_error";
    public const string StreamTruncated = "stream_truncated";
    public const string UsageMissing = "usage_missing";
    public const string UsagePending = "usage_pending";
    public const string AdvisorUsage = "advisor_usage";
    public const string CostIncomplete = "provider_cost_incomplete";
    public const string Provisioned = "provisioned_throughput";

    private List<string>? words;

    public void Add(string word, bool applies)
    {
        if (applies)
        {
            (words ??= []).Add(word);
        }
    }

    public readonly IReadOnlyList<string> ToArray() => words is null ? [] : [.. words];
}
