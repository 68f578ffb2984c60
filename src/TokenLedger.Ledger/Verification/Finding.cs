namespace TokenLedger.Ledger.Verification;

/// <summary>Something that is not as it must be.</summary>
/// <param name="File">The file it lies in, relative to the ledger's folder ("seg/000000065536.seg").</param>
/// <param name="Index">The entry concerned, or the first of the commit concerned; null when no single one is.</param>
/// <param name="What">What is wrong, a clause without a full stop.</param>
public sealed record Finding(string File, long? Index, string What);
