namespace TokenLedger.Dashboard.Charts;

/// <summary>One step of a <see cref="Waterfall"/>.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Depth">How deep it stands in the tree, from 0.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended; the same instant when that is not known.</param>
public sealed record WaterfallRow(string Name, int Depth, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Deepest indentation drawn.</summary>
    public const int MostDepth = 6;

    /// <summary>Where it leads; null for nowhere.</summary>
    public string? Href { get; init; }

    /// <summary>Its colour, 0 to 8.</summary>
    public int Colour { get; init; }

    /// <summary>A few words behind its name.</summary>
    public string? Note { get; init; }

    /// <summary>A mark behind its name, and its tone: "good", "warn", "bad".</summary>
    public (string Text, string Tone)? Mark { get; init; }

    /// <summary>What stands in the columns to the right, one text for each title.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];
}
