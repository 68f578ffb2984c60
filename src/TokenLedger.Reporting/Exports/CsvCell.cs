namespace TokenLedger.Reporting.Exports;

/// <summary>Cells of an RFC 4180 file that a spreadsheet opens as text, whatever a caller put into a tag.</summary>
public static class CsvCell
{
    /// <summary>
    /// A text cell. One that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a return)
    /// gets an apostrophe in front, and one with a separator, a quote or a line break is quoted.
    /// </summary>
    public static string Text(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        string safe = IsFormula(value) ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0
            ? '"' + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : safe;
    }

    /// <summary>Looks through blanks too: some spreadsheets trim them before they decide.</summary>
    private static bool IsFormula(string value)
    {
        string trimmed = value.TrimStart(' ', '\u00a0', '\ufeff');
        return trimmed.Length > 0
                && trimmed[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'
            || value[0] is '\t' or '\r' or '\n';
    }
}
