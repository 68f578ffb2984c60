namespace TokenLedger.Serve;

/// <summary>A gateway that listens.</summary>
/// <param name="Banner">What to tell whoever started it.</param>
/// <param name="Stop">Stops listening, lets open calls finish within their time, and closes the ledger.</param>
public sealed record RunningGateway(Banner Banner, Func<Task> Stop);
