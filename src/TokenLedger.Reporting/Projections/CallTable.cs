using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Projections;

/// <summary>Reads and writes rows of <c>calls</c> by their number.</summary>
internal sealed class CallTable : IDisposable
{
    private const int FirstName = 6;
    private static readonly int _afterNames = FirstName + Dimensions.Count;
    private static readonly int _columns = _afterNames + 21;

    private readonly Statement _read;
    private readonly Statement _write;

    public CallTable(SqliteConnection connection)
    {
        _read = new(connection, "SELECT * FROM calls WHERE row = ?1");
        _write = new(
            connection,
            $"INSERT OR REPLACE INTO calls VALUES ({string.Join(',', Enumerable.Range(1, _columns).Select(i => "?" + i))})"
        );
    }

    /// <summary>The row with this number; null when there is none.</summary>
    public CallRow? Read(long row)
    {
        if (!_read.Bind(1, row).Next())
        {
            return null;
        }

        CallRow call = new(row, _read.Guid(1))
        {
            Attempt = (int)_read.Long(2),
            Status = (CallStatus)_read.Long(3),
            OccurredAt = _read.Long(4),
            BookedAt = _read.Long(5),
        };
        for (int i = 0; i < Dimensions.Count; i++)
        {
            call.Names[i] = _read.LongOrNull(FirstName + i);
        }

        int column = _afterNames;
        call.HttpStatus = _read.LongOrNull(column);
        call.LatencyMs = _read.LongOrNull(column + 1);
        call.FirstByteMs = _read.LongOrNull(column + 2);
        call.Hold = _read.IsNull(column + 3) ? null : Amount(column + 3);
        call.Add(
            new(
                _read.Long(column + 5),
                _read.Long(column + 6),
                _read.Long(column + 7),
                _read.Long(column + 8),
                _read.Long(column + 9)
            ),
            Amount(column + 10),
            Amount(column + 12)
        );
        call.Unpriced = _read.Long(column + 14) != 0;
        call.Prompt = _read.LongOrNull(column + 15);
        call.ContextTokens = _read.LongOrNull(column + 16);
        call.ContextWindow = _read.LongOrNull(column + 17);
        call.ToolsOffered = _read.LongOrNull(column + 18);
        call.ToolsCalled = _read.LongOrNull(column + 19);
        call.Streamed = _read.LongOrNull(column + 20) is 1;
        _read.Reset();
        return call;
    }

    /// <summary>Stores the row, new or not.</summary>
    public void Write(CallRow call)
    {
        _write.Bind(1, call.Row).Bind(2, call.Call).Bind(3, call.Attempt).Bind(4, (long)call.Status);
        _write.Bind(5, call.OccurredAt).Bind(6, call.BookedAt);
        for (int i = 0; i < Dimensions.Count; i++)
        {
            _write.Bind(FirstName + i + 1, call.Names[i]);
        }

        int position = _afterNames + 1;
        SplitAmount? hold = call.Hold is { } amount ? SplitAmount.Of(amount) : null;
        _write.Bind(position, call.HttpStatus).Bind(position + 1, call.LatencyMs).Bind(position + 2, call.FirstByteMs);
        _write.Bind(position + 3, hold?.Micro).Bind(position + 4, hold?.Rest);
        BindFigures(_write, position + 5, call.Tokens, call.Known, call.Estimated);
        _write.Bind(position + 14, call.Unpriced ? 1 : 0).Bind(position + 15, call.Prompt);
        _write.Bind(position + 16, call.ContextTokens).Bind(position + 17, call.ContextWindow);
        _write.Bind(position + 18, call.ToolsOffered).Bind(position + 19, call.ToolsCalled);
        _write.Bind(position + 20, call.Streamed ? 1 : 0).Run();
    }

    /// <summary>Binds five token groups and two amounts, nine columns, from a position on.</summary>
    public static void BindFigures(Statement statement, int position, TokenCounts tokens, Usd known, Usd estimated)
    {
        SplitAmount knownParts = SplitAmount.Of(known);
        SplitAmount estimatedParts = SplitAmount.Of(estimated);
        statement
            .Bind(position, tokens.Input)
            .Bind(position + 1, tokens.Cached)
            .Bind(position + 2, tokens.Written)
            .Bind(position + 3, tokens.Output)
            .Bind(position + 4, tokens.Reasoning)
            .Bind(position + 5, knownParts.Micro)
            .Bind(position + 6, knownParts.Rest)
            .Bind(position + 7, estimatedParts.Micro)
            .Bind(position + 8, estimatedParts.Rest);
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }

    private Usd Amount(int column) => new SplitAmount(_read.Long(column), _read.Long(column + 1)).Join();
}
