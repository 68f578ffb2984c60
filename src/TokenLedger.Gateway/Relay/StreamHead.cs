namespace TokenLedger.Gateway.Relay;

/// <summary>
/// The head of a streamed answer. Where another attempt may follow it is held until the first bytes of the stream are there,
/// so that one that breaks off before them can be tried again; but not for long, because clients wait for it too.
/// </summary>
/// <param name="response">The caller's side.</param>
/// <param name="fill">Sets its status and headers.</param>
/// <param name="isHeld">Whether another attempt may follow.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamHead(HttpResponse response, Action fill, bool isHeld, TimeProvider time)
{
    /// <summary>How long it is held at most: reasoning models send a head and then nothing for minutes.</summary>
    public static readonly TimeSpan LongestHeld = TimeSpan.FromSeconds(5);

    /// <summary>Whether it was sent; then no other attempt can follow.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Sends it where it is not held.</summary>
    public ValueTask OfferAsync() => isHeld ? ValueTask.CompletedTask : SendAsync();

    /// <summary>Sends it, once.</summary>
    public async ValueTask SendAsync()
    {
        if (!IsSent)
        {
            IsSent = true;
            fill();
            await response.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a piece of the stream, and sends the head when that takes too long.</summary>
    public async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        if (IsSent || reading.IsCompleted)
        {
            return await reading.ConfigureAwait(false);
        }

        Task<int> read = reading.AsTask();
        using CancellationTokenSource came = new();
        await Task.WhenAny(read, Task.Delay(LongestHeld, time, came.Token)).ConfigureAwait(false);
        if (!read.IsCompleted)
        {
            await SendAsync().ConfigureAwait(false);
        }

        await came.CancelAsync().ConfigureAwait(false);
        return await read.ConfigureAwait(false);
    }
}
