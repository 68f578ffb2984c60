using System.Runtime.InteropServices;

namespace TokenLedger.Serve;

/// <summary>
/// Turns the first SIGINT or SIGTERM into a request to stop. A second one is left to the system, which ends the process at
/// once: the way out when stopping takes too long. (Since .NET 10 SIGTERM does not raise ProcessExit.) SIGHUP stops too,
/// unless it means something else: a gateway that serves takes it as "look at the rates".
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource asked = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Starts to listen.</summary>
    /// <param name="onHangup">What SIGHUP means; null when it means to stop.</param>
    public StopSignal(Action? onHangup = null) =>
        registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Hangup(signal, onHangup)),
        ];

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Asked => asked.Token;

    /// <summary>Completes at the first signal.</summary>
    public Task WaitAsync()
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Token.Register(() => stopped.TrySetResult());
        return stopped.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        asked.Dispose();
    }

    private void Hangup(PosixSignalContext signal, Action? meaning)
    {
        if (meaning is null)
        {
            Handle(signal);
            return;
        }

        signal.Cancel = true;
        meaning();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (!asked.IsCancellationRequested)
        {
            signal.Cancel = true;
            asked.Cancel();
        }
    }
}
