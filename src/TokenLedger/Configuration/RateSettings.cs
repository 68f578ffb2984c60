using TokenLedger.Accounting.Rates;

namespace TokenLedger.Configuration;

/// <summary>What the rate book is made of beside the built-in tables, and how often it is looked at for changes.</summary>
public sealed record RateSettings
{
    /// <summary>Tables that take the place of built-in ones: absolute paths of files or folders that exist.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Tables that are searched first: absolute paths of files or folders that exist.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];

    /// <summary>Models of the configuration itself, one table per provider, searched first like the overlays.</summary>
    public IReadOnlyList<RateFile> Models { get; init; } = [];

    /// <summary>Commitments, discounts and markups.</summary>
    public IReadOnlyList<RateFactor> Factors { get; init; } = [];

    /// <summary>How often files are looked at for changes; zero for never.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(5);
}
