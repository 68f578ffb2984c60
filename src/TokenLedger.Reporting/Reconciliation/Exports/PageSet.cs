using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>The pages of one provider, each bucket once.</summary>
internal sealed class PageSet(LineBuffer to)
{
    private readonly Dictionary<(string Kind, ExportBucket Bucket), string> _seen = [];

    /// <summary>Refuses a bucket with results that stands twice: its usage would be compared twice.</summary>
    public void Take(string kind, PageBucket bucket)
    {
        if (bucket.Results.Count > 0 && !_seen.TryAdd((kind, bucket.Bucket), bucket.Node.Place))
        {
            throw new UnreadableExportException(
                $"{bucket.Node.Place}: this bucket of {kind} stands at {_seen[(kind, bucket.Bucket)]} too. Give each page once."
            );
        }
    }

    /// <summary>Says where pages end that are not the last.</summary>
    public void NoteMissingPages(IReadOnlyList<DateTimeOffset> starts)
    {
        foreach ((string place, DateTimeOffset end) in to.MoreAfter)
        {
            if (!starts.Any(start => start >= end))
            {
                to.Notes.Add(
                    $"{place} says has_more, but the page after it is not among the files: what comes after "
                        + $"{end:yyyy-MM-dd HH:mm} UTC is not compared."
                );
            }
        }
    }
}
