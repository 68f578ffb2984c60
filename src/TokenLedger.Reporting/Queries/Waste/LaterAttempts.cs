using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Knows whether a call was tried again after an attempt of it. Attempts of one call begin at one instant, so few must be
/// looked up; what is found for those of sealed segments is remembered, because no attempt changes its call.
/// </summary>
internal sealed class LaterAttempts : IDisposable
{
    private readonly Statement _call;
    private readonly Lock _reading = new(); // a connection is one thread's at a time
    private StandingAnswer<AttemptsOfSpan> _found = new(null, null, []);

    private LaterAttempts(SqliteConnection connection) =>
        _call = new(connection, "SELECT call, attempt FROM calls WHERE row = ?1");

    /// <summary>Finds all second and later attempts, whoever served them.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="view">The columns.</param>
    /// <param name="question">Its window; attempts of one call begin at one instant but are booked one after the other.</param>
    public static LaterAttempts Read(SqliteConnection connection, ColumnView view, ScanQuery question)
    {
        LaterAttempts attempts = new(connection);
        ScanQuery all = question with { Where = [], To = question.Instant == Field.BookedAt ? null : question.To };
        attempts._found = StandingAnswers.Of(
            view,
            all,
            $"{all.Shape()} later attempts",
            span => attempts.Find([.. view.ChunksOf(span)], all),
            AttemptsOfSpan.Joined
        );
        return attempts;
    }

    /// <summary>The sealed segments whose attempts are kept, to be part of the shape of what is made with them.</summary>
    public string RunText => _found.RunText;

    /// <summary>Whether a later attempt that is not among those kept began at an instant.</summary>
    public bool BeganSince(long instant)
    {
        foreach (AttemptsOfSpan part in _found.Others)
        {
            if (part.BeganAt(instant))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether another attempt followed.</summary>
    /// <param name="number">The attempt's number, see <see cref="Field.Call"/>.</param>
    /// <param name="began">When it began, microseconds since 1970 UTC.</param>
    public bool Follow(long number, long began)
    {
        if (!StandsAt(began) && !BeganSince(began))
        {
            return false;
        }

        KnownAttempt one = Known(number);
        return _found.All.Any(part => part.LastOf(one.Call) > one.Attempt);
    }

    /// <summary>Whether another of the attempts that are kept followed.</summary>
    /// <param name="number">The attempt's number, see <see cref="Field.Call"/>.</param>
    /// <param name="began">When it began, microseconds since 1970 UTC.</param>
    public bool StandingFollow(long number, long began) =>
        StandsAt(began) && Known(number) is var one && _found.Standing!.LastOf(one.Call) > one.Attempt;

    /// <inheritdoc/>
    public void Dispose() => _call.Dispose();

    private bool StandsAt(long began) => _found.Standing?.BeganAt(began) == true;

    private KnownAttempt Known(long number)
    {
        foreach (AttemptsOfSpan part in _found.All)
        {
            if (part.Find(number) is { } known)
            {
                return known;
            }
        }

        return Find(number);
    }

    private AttemptsOfSpan Find(Chunk[] chunks, ScanQuery all)
    {
        ScanKey attempt = ScanKey.OfField(Field.Attempt);
        ScanKey[] columns = [ScanKey.OfField(Field.Call), ScanKey.OfField(Field.OccurredAt)];
        List<KnownAttempt> later = [];
        HashSet<long> began = [];
        RowReader.Read(
            chunks,
            all with
            {
                Where = [new(attempt, [0, 1], Excludes: true)],
            },
            columns,
            row =>
            {
                began.Add(row[1]);
                later.Add(Find(row[0]));
            }
        );
        List<KnownAttempt> others = [];
        if (began.Count > 0)
        {
            RowReader.Read(
                chunks,
                all with
                {
                    Where = [WasteRow.Calls, new(attempt, [0, 1])],
                },
                columns,
                row => others.Add(Find(row[0])),
                (Field.OccurredAt, began.Contains)
            );
        }

        return new(later, others, began);
    }

    private KnownAttempt Find(long number)
    {
        lock (_reading)
        {
            KnownAttempt found = _call.Bind(1, number).Next()
                ? new(number, _call.Guid(0), _call.Long(1))
                : new(number, Guid.Empty, 0);
            _call.Reset();
            return found;
        }
    }
}
