namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>What became of what was sent since the start, for the metrics. Safe for several threads.</summary>
public sealed class OtlpDelivery
{
    private readonly long[] _taken = new long[2];
    private readonly long[] _rejected = new long[2];
    private readonly long[] _refused = new long[2];

    /// <summary>Spans that the receiver has taken.</summary>
    public long SpansTaken => Volatile.Read(ref _taken[(int)OtlpSignal.Traces]);

    /// <summary>Spans that it did not take out of a request that it took.</summary>
    public long SpansRejected => Volatile.Read(ref _rejected[(int)OtlpSignal.Traces]);

    /// <summary>Counts by signal (spans, metrics) and result (taken, rejected, refused).</summary>
    public IEnumerable<(string Signal, string Result, long Count)> All =>
        [.. Of(OtlpSignal.Traces, "spans"), .. Of(OtlpSignal.Metrics, "metrics")];

    /// <summary>Counts a request; one that is sent again counts when it is decided.</summary>
    internal void Note(OtlpSignal signal, int sent, OtlpResult result)
    {
        if (result.Again)
        {
            return;
        }

        long rejected = Math.Min(sent, result.Rejected);
        bool isRefused = result.Problem is not null;
        Interlocked.Add(ref _refused[(int)signal], isRefused ? sent : 0);
        Interlocked.Add(ref _rejected[(int)signal], isRefused ? 0 : rejected);
        Interlocked.Add(ref _taken[(int)signal], isRefused ? 0 : sent - rejected);
    }

    private IEnumerable<(string, string, long)> Of(OtlpSignal signal, string name)
    {
        yield return (name, "taken", Volatile.Read(ref _taken[(int)signal]));
        yield return (name, "rejected", Volatile.Read(ref _rejected[(int)signal]));
        yield return (name, "refused", Volatile.Read(ref _refused[(int)signal]));
    }
}
