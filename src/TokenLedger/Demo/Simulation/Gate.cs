using System.Collections.Concurrent;

namespace TokenLedger.Demo.Simulation;

/// <summary>A point at which an answer waits for whoever watches it: replaces sleeping in tests.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when an answer has come to this point.</summary>
    public Task Reached => reached.Task;

    /// <summary>Lets the answer go on, now or when it comes.</summary>
    public void Open() => opened.TrySetResult();

    internal Task PassAsync(CancellationToken cancellation)
    {
        reached.TrySetResult();
        return opened.Task.WaitAsync(cancellation);
    }
}

/// <summary>The gates by name; asking for one creates it.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<string, Gate> byName = new(StringComparer.Ordinal);

    public Gate Named(string name) => byName.GetOrAdd(name, _ => new Gate());
}
