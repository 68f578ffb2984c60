using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Calls;

/// <summary>How a call under way is told to end: a budget is used up, or someone has killed its session.</summary>
internal sealed class CallCut : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private Refusal? _why;

    /// <summary>Why it was cut; null while it was not. The first reason stands.</summary>
    public Refusal? Why => Volatile.Read(ref _why);

    /// <summary>How entries call it.</summary>
    public string Outcome =>
        Why?.Subject?.StartsWith("budget:", StringComparison.Ordinal) == true
            ? CallOutcome.CutByBudget
            : CallOutcome.Killed;

    /// <summary>Cancelled when the call must end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Ends the call. Safe from any thread, also after its end.</summary>
    public void Request(Refusal why)
    {
        if (Interlocked.CompareExchange(ref _why, why, null) is null)
        {
            try
            {
                _source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call has ended by itself.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
