namespace TokenLedger.Reporting.Columns;

/// <summary>From where on questions are answered another way. Answers are the same; tests make them small.</summary>
internal sealed record ScanLimits
{
    /// <summary>As the program has them.</summary>
    public static ScanLimits Usual { get; } = new();

    /// <summary>From how many groups on answers are made in pieces, see <see cref="HeavyGroups"/>.</summary>
    public int ManyGroups { get; init; } = HeavyGroups.Many;

    /// <summary>How many of standing groups are ranked.</summary>
    public int Ranked { get; init; } = GroupRanking.Most;

    /// <summary>Most memory of the groups of one run that are kept whole, bytes; with more, its parts are summed for each question.</summary>
    public long StandingBytes { get; init; } = PartialMemory.MostOfRun;

    /// <summary>Most memory of the groups of all spans, 256 MiB; with more the pieces are made in several passes.</summary>
    public long PassBytes { get; init; } = 256L << 20;
}
