namespace TokenLedger.Gateway.Metrics;

/// <summary>How far a follower of the ledger is.</summary>
/// <param name="Name">Its name ("projection").</param>
/// <param name="Next">The next entry it will read.</param>
public sealed record FollowerPosition(string Name, Func<long> Next);
