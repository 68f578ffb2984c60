namespace TokenLedger.Gateway.Runaway;

/// <summary>What a call takes part in, from its judging to its end.</summary>
/// <param name="Session">Its session; null when it names none.</param>
/// <param name="Burns">The burn rules that measure it.</param>
internal sealed record AgentVisit(LiveSession? Session, IReadOnlyList<BurnBook> Burns);
