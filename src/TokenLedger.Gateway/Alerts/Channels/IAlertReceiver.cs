namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>What is behind a channel: it takes an alert, or says why not.</summary>
internal interface IAlertReceiver : IDisposable
{
    /// <summary>Sends an alert once.</summary>
    /// <exception cref="OperationCanceledException">The time of the try is over.</exception>
    Task<SendResult> SendAsync(Alert alert, CancellationToken cancellation);
}

/// <summary>What became of a try.</summary>
/// <param name="Problem">Why it failed, in words without addresses and secrets; null when it was accepted.</param>
/// <param name="RetryAfter">What the receiver asked to wait; null when it did not ask.</param>
internal readonly record struct SendResult(string? Problem, TimeSpan? RetryAfter = null)
{
    /// <summary>The receiver has accepted it.</summary>
    public static SendResult Accepted => default;

    /// <summary>Whether the receiver has accepted it.</summary>
    public bool IsAccepted => Problem is null;
}
