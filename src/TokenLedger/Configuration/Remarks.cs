namespace TokenLedger.Configuration;

/// <summary>Everything found while reading the configuration; reading goes on, so that all of it is said at once.</summary>
public sealed class Remarks
{
    private readonly List<Remark> problems = [];
    private readonly List<Remark> warnings = [];

    /// <summary>What stops the start, in the order found.</summary>
    public IReadOnlyList<Remark> Problems => problems;

    /// <summary>What does not.</summary>
    public IReadOnlyList<Remark> Warnings => warnings;

    /// <summary>Notes a problem.</summary>
    public void Problem(Origin origin, string message) => problems.Add(new(origin, message));

    /// <summary>Notes that a provider's key is missing: a problem for who serves calls only.</summary>
    public void MissingKey(Origin origin, string message) => problems.Add(new(origin, message) { OnlyServing = true });

    /// <summary>Notes a warning.</summary>
    public void Warning(Origin origin, string message) => warnings.Add(new(origin, message));
}
