namespace TokenLedger.Demo.Simulation;

/// <summary>How an answer ended, as the provider saw it.</summary>
public enum SimulatedOutcome
{
    /// <summary>Sent whole.</summary>
    Ok,

    /// <summary>Cut on command.</summary>
    Cut,

    /// <summary>The caller went away first.</summary>
    Gone,

    /// <summary>An error status or an error event.</summary>
    Error,
}

/// <summary>One request as the provider received and answered it.</summary>
public sealed record LoggedCall
{
    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query exactly as received.</summary>
    public required string Target { get; init; }

    /// <summary>"HTTP/1.1" or "HTTP/2".</summary>
    public required string Protocol { get; init; }

    /// <summary>Every header received, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Bytes of the request body.</summary>
    public required long BodyLength { get; init; }

    /// <summary>SHA-256 of the request body, lower-case hex.</summary>
    public required string BodySha256 { get; init; }

    /// <summary>The request body when it has at most 64 KiB; empty otherwise.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Status sent; 0 when no headers were sent.</summary>
    public required int Status { get; init; }

    /// <summary>The response's id; null when it has none.</summary>
    public required string? ResponseId { get; init; }

    /// <summary>The request id sent as a header.</summary>
    public required string RequestId { get; init; }

    /// <summary>What the answer used in truth, whatever it was told to report; null when no inference took place.</summary>
    public required SimulatedUsage? Usage { get; init; }

    /// <summary>The answers within the results of a batch that were downloaded; empty for anything else.</summary>
    public IReadOnlyList<BatchedAnswer> Batched { get; init; } = [];

    /// <summary>How it ended.</summary>
    public required SimulatedOutcome Outcome { get; init; }

    /// <summary>The value of a header; null when it was not received.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>The finished calls, oldest first. Keeps the newest <see cref="Capacity"/>.</summary>
public sealed class ProviderLog
{
    /// <summary>Calls kept.</summary>
    public const int Capacity = 100_000;

    private readonly Lock guard = new();
    private readonly Queue<LoggedCall> calls = new();
    private TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The calls finished so far.</summary>
    public IReadOnlyList<LoggedCall> Calls
    {
        get
        {
            lock (guard)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Waits for a finished call, which may already be there.</summary>
    /// <remarks>A caller may have its answer an instant before the call is logged.</remarks>
    public Task<LoggedCall> WaitForAsync(Func<LoggedCall, bool> matches, CancellationToken cancellation) =>
        WhenAsync(finished => finished.FirstOrDefault(matches), cancellation);

    /// <summary>Waits until so many calls are finished and returns them.</summary>
    public Task<IReadOnlyList<LoggedCall>> WaitForAsync(int count, CancellationToken cancellation) =>
        WhenAsync<IReadOnlyList<LoggedCall>>(finished => finished.Count >= count ? [.. finished] : null, cancellation);

    private async Task<T> WhenAsync<T>(Func<Queue<LoggedCall>, T?> look, CancellationToken cancellation)
        where T : class
    {
        while (true)
        {
            Task more;
            lock (guard)
            {
                if (look(calls) is { } found)
                {
                    return found;
                }

                more = grown.Task;
            }

            await more.WaitAsync(cancellation);
        }
    }

    internal void Add(LoggedCall call)
    {
        TaskCompletionSource wake;
        lock (guard)
        {
            if (calls.Count == Capacity)
            {
                calls.Dequeue();
            }

            calls.Enqueue(call);
            wake = grown;
            grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        wake.SetResult();
    }
}
