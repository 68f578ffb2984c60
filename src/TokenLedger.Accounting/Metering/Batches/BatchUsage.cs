namespace TokenLedger.Accounting.Metering.Batches;

/// <summary>The usage of an answer inside a batch.</summary>
internal static class BatchUsage
{
    /// <summary>Reads an answer with the reader of its own dialect, at the tier batch.</summary>
    public static UsageReport Read(
        string api,
        int status,
        ReadOnlySpan<byte> body,
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    )
    {
        UsageReader reader = UsageReaders.Create(api, new(null, false, AtBatchPrice(conditions)))!;
        reader.ReadBody(status, body);
        return reader.Report(ended: true);
    }

    /// <summary>The usage of a request that was not answered.</summary>
    public static UsageReport None(IReadOnlyList<KeyValuePair<string, string>>? conditions) =>
        new()
        {
            Source = UsageSource.None,
            Quantities = [],
            Conditions = AtBatchPrice(conditions),
            Flags = [],
        };

    private static KeyValuePair<string, string>[] AtBatchPrice(
        IReadOnlyList<KeyValuePair<string, string>>? conditions
    ) => [.. (conditions ?? []).Where(fact => fact.Key != "service_tier"), new("service_tier", "batch")];
}
