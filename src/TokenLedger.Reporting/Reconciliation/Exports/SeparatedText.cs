using System.Globalization;
using System.Text;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>
/// Reads separated columns by RFC 4180: quoted cells may hold separators, quotes (doubled) and line breaks; lines end in
/// CRLF or LF; empty lines are passed over.
/// </summary>
internal sealed class SeparatedText(string name, string text, char separator)
{
    private int _at;
    private int _line = 1;

    /// <summary>The records, each with the line it begins on.</summary>
    public static List<(int Line, List<string> Cells)> Read(string name, string text, char separator)
    {
        SeparatedText reader = new(name, text, separator);
        List<(int, List<string>)> records = [];
        while (reader._at < text.Length)
        {
            int line = reader._line;
            List<string> cells = reader.Record();
            if (cells.Count > 1 || cells[0].Length > 0)
            {
                records.Add((line, cells));
            }
        }

        return records;
    }

    private List<string> Record()
    {
        List<string> cells = [];
        while (true)
        {
            cells.Add(_at < text.Length && text[_at] == '"' ? Quoted() : Plain());
            if (_at >= text.Length)
            {
                return cells;
            }

            char end = text[_at++];
            if (end == separator)
            {
                continue;
            }

            if (end == '\r' && _at < text.Length && text[_at] == '\n')
            {
                _at++;
            }

            _line++;
            return cells;
        }
    }

    private string Plain()
    {
        int from = _at;
        while (_at < text.Length && text[_at] != separator && text[_at] is not ('\r' or '\n'))
        {
            _at++;
        }

        return text[from.._at];
    }

    private string Quoted()
    {
        int opened = _line;
        StringBuilder cell = new();
        for (_at++; _at < text.Length; _at++)
        {
            char next = text[_at];
            if (next != '"')
            {
                cell.Append(next);
                _line += next == '\n' ? 1 : 0;
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '"')
            {
                cell.Append('"');
                _at++;
            }
            else
            {
                _at++;
                return EndOfQuoted(cell);
            }
        }

        throw Wrong(opened, "a quote is opened and never closed; the file may be cut off");
    }

    private string EndOfQuoted(StringBuilder cell) =>
        _at >= text.Length || text[_at] == separator || text[_at] is '\r' or '\n'
            ? cell.ToString()
            : throw Wrong(_line, "text stands after a closing quote; quotes inside a cell must be doubled");

    private UnreadableExportException Wrong(int line, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} line {line}: {what}."));
}
