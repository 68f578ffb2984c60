using System.Globalization;
using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

/// <summary>The tables that only grow: entries, lines, tags, dead letters.</summary>
internal sealed class DetailTables : IDisposable
{
    private readonly Names _names;
    private readonly Statement _entry;
    private readonly Statement _line;
    private readonly Statement _tag;
    private readonly Statement _deadLetter;
    private readonly Statement _rowOf;
    private readonly Statement _tagsOf;

    public DetailTables(SqliteConnection connection, Names names)
    {
        _names = names;
        _entry = new(connection, "INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        _line = new(connection, "INSERT INTO call_lines VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _tag = new(connection, "INSERT OR REPLACE INTO call_tags VALUES (?1, ?2, ?3)");
        _deadLetter = new(connection, "INSERT INTO dead_letters VALUES (?1, ?2)");
        _tagsOf = new(connection, "SELECT name, value FROM call_tags WHERE call_row = ?1 ORDER BY name");
        _rowOf = new(connection, "SELECT call_row FROM entries WHERE id = ?1 ORDER BY sequence LIMIT 1");
    }

    /// <summary>An adjustment that names no call gets the one it corrects, so that a call is found with all of it.</summary>
    public void AddEntry(long sequence, Entry entry, CallRow? callRow)
    {
        _entry.Bind(1, sequence).Bind(2, entry.Id).Bind(3, (long)entry.Kind);
        if ((entry.Call ?? callRow?.Call) is { } call)
        {
            _entry.Bind(4, call);
        }
        else
        {
            _entry.Bind(4, (long?)null);
        }

        _entry
            .Bind(5, callRow?.Row)
            .Bind(6, _names.Of(entry.Attribution.Session))
            .Bind(7, entry.TraceId)
            .Bind(8, _names.Of(entry.Attribution.Tenant))
            .Bind(9, EntryTime.ToMicroseconds(entry.RecordedAt))
            .Bind(10, EntryTime.ToMicroseconds(entry.OccurredAt));
        if (entry.Corrects is { } corrected)
        {
            _entry.Bind(11, corrected);
        }
        else
        {
            _entry.Bind(11, (long?)null);
        }

        _entry.Run();
    }

    public void AddLines(long sequence, long callRow, IReadOnlyList<LineItem> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            LineItem line = lines[i];
            SplitAmount? amount = line.Amount is { } usd ? SplitAmount.Of(usd) : null;
            _line
                .Bind(1, sequence)
                .Bind(2, i)
                .Bind(3, callRow)
                .Bind(4, _names.Of(line.Meter))
                .Bind(5, line.Quantity.ToString(CultureInfo.InvariantCulture))
                .Bind(6, (long)line.Provenance)
                .Bind(7, amount?.Micro)
                .Bind(8, amount?.Rest)
                .Run();
        }
    }

    public void AddTags(long callRow, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        foreach ((string name, string value) in tags)
        {
            _tag.Bind(1, callRow).Bind(2, _names.Of(name)).Bind(3, _names.Of(value)).Run();
        }
    }

    public void AddDeadLetter(long sequence, string error) => _deadLetter.Bind(1, sequence).Bind(2, error).Run();

    /// <summary>The numbers of a call's tags.</summary>
    public List<KeyValuePair<long, long>> TagsOf(long callRow)
    {
        List<KeyValuePair<long, long>> tags = [];
        for (_tagsOf.Bind(1, callRow); _tagsOf.Next(); )
        {
            tags.Add(new(_tagsOf.Long(0), _tagsOf.Long(1)));
        }

        _tagsOf.Reset();
        return tags;
    }

    /// <summary>The call of an entry; null when the entry is unknown or belongs to none.</summary>
    public long? RowOf(Guid entry)
    {
        long? row = _rowOf.Bind(1, entry).Next() ? _rowOf.LongOrNull(0) : null;
        _rowOf.Reset();
        return row;
    }

    public void Dispose()
    {
        _entry.Dispose();
        _line.Dispose();
        _tag.Dispose();
        _deadLetter.Dispose();
        _rowOf.Dispose();
        _tagsOf.Dispose();
    }
}
