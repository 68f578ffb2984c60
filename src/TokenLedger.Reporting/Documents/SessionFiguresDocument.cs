using System.Diagnostics.CodeAnalysis;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Reporting.Documents;

/// <summary>What a session, an agent or a step comes to: the figures of costs, and when its calls began.</summary>
public sealed record SessionFiguresDocument : CostsFigures
{
    [SetsRequiredMembers]
    private SessionFiguresDocument(SessionFigures figures)
        : base(figures.Costs)
    {
        TotalTokens = figures.Tokens;
        FirstAt = figures.FirstAt;
        LastAt = figures.LastAt;
    }

    /// <summary>All tokens.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>When the first call began; absent when there is none.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>When the last call began.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The document of figures.</summary>
    public static SessionFiguresDocument Of(SessionFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new(figures);
    }
}
