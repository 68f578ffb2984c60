using Microsoft.Data.Sqlite;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// Numbers for texts, in the order of their first appearance, so that rebuilding gives the same numbers. Rows stay
/// small and groups are groups of integers.
/// </summary>
internal sealed class Names : IDisposable
{
    /// <summary>Texts kept in memory. Beyond it the cache starts again; the table still knows them all.</summary>
    private const int MostCached = 50_000;

    private readonly Dictionary<string, long> _cache = new(StringComparer.Ordinal);
    private readonly Statement _find;
    private readonly Statement _insert;
    private readonly Statement _last;
    private long _next;

    public Names(SqliteConnection connection)
    {
        _find = new(connection, "SELECT id FROM names WHERE text = ?1");
        _insert = new(connection, "INSERT INTO names (id, text) VALUES (?1, ?2)");
        _last = new(connection, "SELECT coalesce(max(id), 0) FROM names");
        Forget();
    }

    /// <summary>The text's number, given now if it is new; null for null.</summary>
    public long? Of(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!_cache.TryGetValue(text, out long id))
        {
            id = Find(text) ?? Insert(text);
            if (_cache.Count >= MostCached)
            {
                _cache.Clear();
            }

            _cache.Add(text, id);
        }

        return id;
    }

    /// <summary>Drops what is remembered, after the transaction that wrote it was rolled back.</summary>
    public void Forget()
    {
        _cache.Clear();
        _last.Next();
        _next = _last.Long(0) + 1;
        _last.Reset();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _last.Dispose();
    }

    private long? Find(string text)
    {
        long? id = _find.Bind(1, text).Next() ? _find.Long(0) : null;
        _find.Reset();
        return id;
    }

    private long Insert(string text)
    {
        _insert.Bind(1, _next).Bind(2, text).Run();
        return _next++;
    }
}
