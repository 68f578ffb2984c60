using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Exports.Sheets;

/// <summary>What a row is, in the words of exports.</summary>
internal static class RowKind
{
    /// <summary>settled, voided, rejected, other, adjustment (of a scope) or correction (of a call).</summary>
    public static string Of(ColumnRow row) =>
        StatusOf(row) switch
        {
            CallStatus.Settled => "settled",
            CallStatus.Voided => "voided",
            CallStatus.Rejected => "rejected",
            CallStatus.Adjustment => "adjustment",
            CallStatus.Correction => "correction",
            _ => "other",
        };

    /// <summary>Whether it corrects a call or a scope.</summary>
    public static bool IsAdjustment(ColumnRow row) => StatusOf(row) is CallStatus.Adjustment or CallStatus.Correction;

    /// <summary>Whether it is the end of a call.</summary>
    public static bool IsEnded(ColumnRow row) => StatusOf(row) is CallStatus.Settled or CallStatus.Voided;

    private static CallStatus StatusOf(ColumnRow row) => (CallStatus)row.Values[(int)Field.Status];
}
