namespace TokenLedger.Functional.Tests.Crash;

/// <summary>What the callers know of the gateway: where it is now, or that they must wait for its return.</summary>
internal sealed class Service : IDisposable
{
    private readonly Lock guard = new();
    private TaskCompletionSource<Uri> up = New<Uri>();
    private TaskCompletionSource enough = New();
    private int answersLeft;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });

    public Task<Uri> AddressAsync(CancellationToken stop)
    {
        lock (guard)
        {
            return up.Task.WaitAsync(stop);
        }
    }

    /// <summary>Lets the callers in, and completes when they have had so many whole answers.</summary>
    public Task OpenAsync(Uri address, int answers)
    {
        lock (guard)
        {
            answersLeft = answers;
            enough = New();
            up.SetResult(address);
            return enough.Task;
        }
    }

    public void Close()
    {
        lock (guard)
        {
            up = New<Uri>();
        }
    }

    public void CountAnswer()
    {
        lock (guard)
        {
            if (--answersLeft <= 0)
            {
                enough.TrySetResult();
            }
        }
    }

    public void Dispose() => Http.Dispose();

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
