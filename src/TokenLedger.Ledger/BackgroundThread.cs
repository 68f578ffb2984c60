using System.Collections.Concurrent;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger;

/// <summary>
/// One thread for work behind the log: tiles, checkpoints, projections. Such work blocks on files for milliseconds at a
/// time; on the thread pool it would hold up served calls. On Linux the thread also yields to them in the scheduler.
/// </summary>
public sealed class BackgroundThread : IDisposable
{
    /// <summary>For work that others wait for within a second: a little nicer than the calls.</summary>
    public const int Prompt = 5;

    /// <summary>For work that can wait until there is time.</summary>
    public const int Patient = 15;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name in debuggers and profiles.</param>
    /// <param name="nicer">How much nicer than the process it is (nice value, Linux only).</param>
    public BackgroundThread(string name, int nicer)
    {
        _thread = new Thread(() => Work(nicer)) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Runs work after all that was handed over before it.</summary>
    /// <returns>Completes, or faults, with the work.</returns>
    /// <exception cref="InvalidOperationException">The thread has been disposed.</exception>
    public Task RunAsync(Action work)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => Run(work, done));
        return done.Task;
    }

    private static void Run(Action work, TaskCompletionSource done)
    {
        try
        {
            work();
            done.SetResult();
        }
#pragma warning disable CA1031 // Handed to whoever awaits the work.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            done.SetException(failed);
        }
    }

    private void Work(int nicer)
    {
        Native.BeNicer(nicer);
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }

    /// <summary>Lets the work handed over finish, and ends the thread.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }
}
