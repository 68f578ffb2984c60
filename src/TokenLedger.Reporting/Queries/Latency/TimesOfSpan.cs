using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Latency;

/// <summary>The times of the calls of a span, by group; a group without any is missing.</summary>
internal sealed record TimesOfSpan(IReadOnlyDictionary<GroupKey, TimeList> Groups) : IRemembered
{
    /// <inheritdoc/>
    public long Bytes { get; } = 200 + Groups.Values.Sum(list => list.Bytes);
}

/// <summary>Reads the times of the calls of spans. One for each thread.</summary>
/// <param name="query">Its last key is the time, its only measure the number of calls.</param>
internal sealed class TimeReader(ScanQuery query)
{
    private readonly ScanWorker _worker = new(query);

    /// <summary>The times of some chunks.</summary>
    public TimesOfSpan Read(IEnumerable<Chunk> chunks)
    {
        _worker.Reset();
        foreach (Chunk chunk in chunks)
        {
            _worker.Read(chunk);
        }

        ScanResult found = _worker.Result();
        Dictionary<int, (GroupKey Key, TimeCounts Times)> byParent = [];
        for (int group = 0; group < found.Count; group++)
        {
            int parent = found.ParentOf(group);
            if (!byParent.TryGetValue(parent, out (GroupKey Key, TimeCounts Times) one))
            {
                byParent.Add(parent, one = (GroupKey.Of(found.KeysOf(group).AsSpan(..^1)), new()));
            }

            one.Times.Add(found.LastKeyOf(group), found.SumsOf(group)[0]);
        }

        return new(
            byParent.Values.Where(one => one.Times.Any).ToDictionary(one => one.Key, one => one.Times.InOrder())
        );
    }
}
