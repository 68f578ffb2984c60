using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>Knows whether a call was tried again after an attempt of it.</summary>
internal sealed class LaterAttempts : IDisposable
{
    private readonly Statement _call;
    private readonly Dictionary<Guid, long> _last = [];
    private readonly HashSet<long> _began = []; // when calls with second attempts began: few tables need be asked then

    private LaterAttempts(SqliteConnection connection) =>
        _call = new(connection, "SELECT call, attempt FROM calls WHERE row = ?1");

    /// <summary>Finds all second and later attempts, whoever served them.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="view">The columns.</param>
    /// <param name="question">Its window; attempts of one call begin at one instant but are booked one after the other.</param>
    public static LaterAttempts Read(SqliteConnection connection, ColumnView view, ScanQuery question)
    {
        LaterAttempts attempts = new(connection);
        RowReader.Read(
            view,
            question with
            {
                Where = [new ScanFilter(ScanKey.OfField(Field.Attempt), [0, 1], Excludes: true)],
                To = question.Instant == Field.BookedAt ? null : question.To,
            },
            [ScanKey.OfField(Field.Call), ScanKey.OfField(Field.OccurredAt)],
            row =>
            {
                attempts._began.Add(row[1]);
                (Guid call, long attempt) = attempts.Find(row[0]);
                attempts._last[call] = Math.Max(attempt, attempts._last.GetValueOrDefault(call));
            }
        );
        return attempts;
    }

    /// <summary>Whether another attempt followed.</summary>
    /// <param name="number">The attempt's number, see <see cref="Field.Call"/>.</param>
    /// <param name="began">When it began, microseconds since 1970 UTC: attempts of one call begin at one instant.</param>
    public bool Follow(long number, long began)
    {
        if (!_began.Contains(began))
        {
            return false;
        }

        (Guid call, long attempt) = Find(number);
        return _last.GetValueOrDefault(call) > attempt;
    }

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    private (Guid Call, long Attempt) Find(long number)
    {
        (Guid, long) found = _call.Bind(1, number).Next() ? (_call.Guid(0), _call.Long(1)) : (Guid.Empty, 0);
        _call.Reset();
        return found;
    }
}
