namespace TokenLedger.Reporting.Warming;

/// <summary>How far the usual reports are prepared.</summary>
/// <param name="Asked">Usual questions answered since the last segment was sealed, or since the start.</param>
/// <param name="Questions">How many there are; 0 as long as none was asked.</param>
/// <param name="Problem">Why they are not being prepared; null while they are.</param>
public sealed record WarmState(int Asked, int Questions, string? Problem = null)
{
    /// <summary>Not begun.</summary>
    public static WarmState Cold { get; } = new(0, 0);

    /// <summary>Whether whoever asks a usual question now is answered from what is remembered.</summary>
    public bool IsWarm => Questions > 0 && Asked == Questions;
}
