namespace TokenLedger.Gateway.Runaway;

/// <summary>What a call takes part in, from its judging to its end.</summary>
/// <param name="Session">Its session; null when it names none.</param>
/// <param name="Step">What it does; null when it does not show it, or nobody asks.</param>
/// <param name="Burns">The burn rules that measure it.</param>
internal sealed record AgentVisit(LiveSession? Session, AgentStep? Step, IReadOnlyList<BurnBook> Burns);
