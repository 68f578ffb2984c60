using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Documents;

/// <summary>What every report in JSON says of itself. Amounts are exact decimal strings.</summary>
public abstract record ReportDocument
{
    /// <summary>Tells what a report is about.</summary>
    /// <param name="slice">Its question.</param>
    /// <param name="stamp">The ledger when it was asked.</param>
    /// <param name="asOfEntry">Ledger entries folded into it.</param>
    [SetsRequiredMembers]
    protected ReportDocument(Slice slice, LedgerStamp stamp, long asOfEntry)
    {
        ArgumentNullException.ThrowIfNull(slice);
        ArgumentNullException.ThrowIfNull(stamp);
        AsOfEntry = asOfEntry;
        LedgerSize = stamp.LedgerSize;
        Checkpoint = stamp.Checkpoint;
        From = slice.Window.From;
        To = slice.Window.To;
        ComparedWith = slice.Before is { } before ? new(before.From, before.To) : null;
        TimeZone = slice.Zone.Id;
        Basis = slice.Basis;
        Where = [.. slice.Where.Select(filter => filter.ToString())];
    }

    /// <summary>Ledger entries folded into it.</summary>
    [JsonPropertyOrder(-8)]
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked; more than <see cref="AsOfEntry"/> when the views lag.</summary>
    [JsonPropertyOrder(-7)]
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    [JsonPropertyOrder(-6)]
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>First instant; absent for the beginning.</summary>
    [JsonPropertyOrder(-5)]
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after; absent when open.</summary>
    [JsonPropertyOrder(-4)]
    public DateTimeOffset? To { get; init; }

    /// <summary>The time that it is compared with; absent when it is with none.</summary>
    [JsonPropertyOrder(-4)]
    public WindowDocument? ComparedWith { get; init; }

    /// <summary>The time zone whose days count.</summary>
    [JsonPropertyOrder(-3)]
    public required string TimeZone { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    [JsonPropertyOrder(-2)]
    public required string Basis { get; init; }

    /// <summary>The conditions, as they are typed.</summary>
    [JsonPropertyOrder(-1)]
    public required IReadOnlyList<string> Where { get; init; }

    /// <summary>Values of groupings by name; null where calls had none.</summary>
    internal static IReadOnlyDictionary<string, string?> Group(IReadOnlyList<Grouping> by, IReadOnlyList<string?> keys)
    {
        Dictionary<string, string?> group = [];
        for (int i = 0; i < keys.Count; i++)
        {
            group.Add(by[i].FieldName, keys[i]);
        }

        return group;
    }

    /// <summary>Names of groupings, as they are typed.</summary>
    private protected static IReadOnlyList<string> Names(GroupedSlice question) =>
        [.. question.Columns.Select(by => by.Name)];
}
