using TokenLedger.Accounting;

namespace TokenLedger.Commands.Output;

/// <summary>Says on the error stream how far a long catching-up has come; short ones stay silent.</summary>
internal sealed class ProgressLine(TextWriter error, long end, TimeProvider time) : IProgress<long>
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    private long _last = time.GetTimestamp();

    public void Report(long value)
    {
        if (time.GetElapsedTime(_last) >= _every)
        {
            _last = time.GetTimestamp();
            error.WriteLine($"Reading the ledger: {value:N0} of {Counted.Of(end, "entry", "entries")} …");
        }
    }
}
