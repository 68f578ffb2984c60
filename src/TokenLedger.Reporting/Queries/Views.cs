using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Budgets;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Queries.Comparing;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Coverage;
using TokenLedger.Reporting.Queries.Drivers;
using TokenLedger.Reporting.Queries.Efficiency;
using TokenLedger.Reporting.Queries.Errors;
using TokenLedger.Reporting.Queries.Foresight;
using TokenLedger.Reporting.Queries.Grouped;
using TokenLedger.Reporting.Queries.Latency;
using TokenLedger.Reporting.Queries.Outcomes;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Queries.Traffic;
using TokenLedger.Reporting.Queries.Waste;
using TokenLedger.Reporting.Reconciliation;

namespace TokenLedger.Reporting.Queries;

/// <summary>
/// The projection as it was at one instant: one read transaction from opening to disposing, so that all figures and the
/// stamp "as of entry" belong together. Short-lived, and not for use by several threads at once: open one each.
/// </summary>
public sealed class Views : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _snapshot;
    private readonly ColumnView _columns;

    private Views(SqliteConnection connection, SqliteTransaction snapshot, ColumnView columns, long position)
    {
        _connection = connection;
        _snapshot = snapshot;
        _columns = columns;
        Position = position;
    }

    /// <summary>Opens the projection.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="kept">What is kept open between reports; null opens everything anew.</param>
    /// <returns>Null when there is none that can be read: not made yet, or being built again.</returns>
    public static Views? Open(ViewsFolder folder, KeptViews? kept = null) => Open(folder, kept, ScanPace.Full);

    /// <inheritdoc cref="Open(ViewsFolder,KeptViews)"/>
    /// <param name="folder">Where it is.</param>
    /// <param name="kept">What is kept open between reports; null opens everything anew.</param>
    /// <param name="pace">How its columns are read.</param>
    internal static Views? Open(ViewsFolder folder, KeptViews? kept, ScanPace pace)
    {
        if (!File.Exists(folder.Database))
        {
            return null;
        }

        SqliteConnection? connection = null;
        try
        {
            connection = ViewsFolder.Open(folder.Database, SqliteOpenMode.ReadOnly);
            SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
            if (
                ViewsPosition.Read(connection) is { Version: Schema.Version } position
                && Columns(ColumnFolder.Beside(folder.Database, position.Columns), kept, pace) is { } columns
            )
            {
                if (columns.Position >= position.Next)
                {
                    return new(connection, snapshot, columns, position.Next);
                }

                columns.Dispose();
            }
        }
        catch (SqliteException error)
            when (error.SqliteErrorCode is SqliteCodes.CannotOpen or SqliteCodes.NotADatabase or SqliteCodes.Corrupt)
        {
            // The writer replaces such a file; until then there is nothing to read.
        }

        connection?.Dispose();
        return null;
    }

    private static ColumnView? Columns(ColumnFolder folder, KeptViews? kept, ScanPace pace) =>
        kept is null ? ColumnView.Open(folder) : kept.Columns.View(folder, pace);

    /// <summary>How many segments are sealed, which is how much can be remembered.</summary>
    internal int Sealed => _columns.Sealed;

    /// <summary>Entries folded at that instant.</summary>
    public long Position { get; }

    /// <summary>Entries that could not be read, oldest first, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters(int most)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT sequence, error FROM dead_letters ORDER BY sequence LIMIT @most";
        command.Parameters.AddWithValue("@most", most);
        using SqliteDataReader reader = command.ExecuteReader();
        List<DeadLetter> letters = [];
        while (reader.Read())
        {
            letters.Add(new(reader.GetInt64(0), reader.GetString(1)));
        }

        return letters;
    }

    /// <summary>Answers a question about costs.</summary>
    public CostReport Costs(CostQuery query)
    {
        CostAnswer answer = CostSelect.Run(_connection, _columns, Position, query);
        return new()
        {
            Query = query,
            Rows = answer.Rows,
            Total = answer.Total,
            Change = answer.Change,
            RowsLeftOut = answer.LeftOut,
            AsOfEntry = Position,
            AnyCalls = Scalar("SELECT EXISTS (SELECT 1 FROM calls)") == 1,
            DeadLetters = Scalar("SELECT count(*) FROM dead_letters"),
        };
    }

    /// <summary>Answers a question about what happened period by period.</summary>
    /// <exception cref="ArgumentException">The question has a <see cref="SeriesQuery.Problem"/>.</exception>
    public SeriesReport Series(SeriesQuery query) => SeriesSelect.Run(ScanOf, query, Position);

    /// <summary>Answers a question about how long calls took.</summary>
    public LatencyReport Latency(LatencyQuery query) =>
        Earlier.Compare<LatencyQuery, LatencyReport, LatencyFigures>(
            query,
            asked => LatencySelect.Run(ScanOf(asked), asked, Position)
        );

    /// <summary>Answers a question about calls that failed or were not allowed.</summary>
    public ErrorReport Errors(ErrorQuery query) =>
        Earlier.Compare<ErrorQuery, ErrorReport, ErrorFigures>(
            query,
            asked => ErrorSelect.Run(ScanOf(asked), asked, Position)
        );

    /// <summary>Answers a question about what was got for the tokens.</summary>
    public EfficiencyReport Efficiency(EfficiencyQuery query) =>
        Earlier.Compare<EfficiencyQuery, EfficiencyReport, EfficiencyFigures>(
            query,
            asked => EfficiencySelect.Run(ScanOf(asked), asked, Position)
        );

    /// <summary>Answers a question about what is not known for sure.</summary>
    public CoverageReport Coverage(CoverageQuery query)
    {
        CoverageReport report = CoverageSelect.Run(ScanOf(query), query, Position);
        return query.Before is { } before
            ? report with
            {
                Before = Coverage(query with { Window = before, Before = null, Limit = 1 }),
            }
            : report;
    }

    /// <summary>Answers a question about sessions.</summary>
    public SessionsReport Sessions(SessionsQuery query) =>
        Earlier.Beside(
            query,
            asked => SessionsSelect.Run(_connection, _columns, Position, asked),
            (report, before) => report with { Before = before }
        );

    /// <summary>Answers a question about one session.</summary>
    /// <param name="query">The question.</param>
    /// <param name="ledger">The ledger of these views, where the calls' entries are read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<SessionAnswer> SessionAsync(SessionQuery query, IEntrySource ledger, CancellationToken cancellation) =>
        SessionSelect.RunAsync(_connection, _columns, Position, query, ledger, cancellation);

    /// <summary>Answers a question about the calls that cost most.</summary>
    /// <param name="query">The question.</param>
    /// <param name="ledger">The ledger of these views, where the calls' entries are read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<ExpensiveReport> ExpensiveAsync(
        ExpensiveQuery query,
        IEntrySource ledger,
        CancellationToken cancellation
    ) =>
        Earlier.BesideAsync(
            query,
            asked => ExpensiveSelect.RunAsync(_connection, _columns, Position, asked, ledger, cancellation),
            (report, before) => report with { Before = before }
        );

    /// <summary>Answers a question about waste.</summary>
    /// <param name="query">The question.</param>
    /// <param name="ledger">The ledger of these views, where the examples' entries are read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<WasteReport> WasteAsync(WasteQuery query, IEntrySource ledger, CancellationToken cancellation) =>
        Earlier.BesideAsync(
            query,
            asked => WasteSelect.RunAsync(_connection, _columns, Position, asked, ledger, cancellation),
            (report, before) => report with { Before = before }
        );

    /// <summary>Answers a question about business outcomes.</summary>
    /// <exception cref="ArgumentException">The question has a <see cref="OutcomesQuery.Problem"/>.</exception>
    public OutcomesReport Outcomes(OutcomesQuery query) =>
        Earlier.Beside(
            query,
            asked => OutcomesSelect.Run(_connection, _columns, Position, asked),
            (report, before) => report with { Before = before }
        );

    /// <summary>Answers a question about requests as a whole.</summary>
    public TrafficReport Traffic(TrafficQuery query) => TrafficSelect.Run(ScanOf(query), query, Position);

    /// <summary>Answers a question about agents.</summary>
    public AgentsReport Agents(AgentsQuery query) =>
        Earlier.Beside(
            query,
            asked => AgentsSelect.Run(_connection, _columns, Position, asked),
            (report, before) => report with { Before = before }
        );

    /// <summary>Foresees what will be used.</summary>
    public ForecastReport Forecast(ForecastQuery query) =>
        new ForecastSelect(_connection, _columns, Position, query).Run();

    /// <summary>Finds what is unusual, and who made the difference.</summary>
    public AnomalyReport Anomalies(AnomalyQuery query) =>
        new AnomalySelect(_connection, _columns, Position, query).Run();

    /// <summary>How budgets are being used up, and when they will be.</summary>
    /// <param name="query">The question.</param>
    /// <param name="budgets">The budgets in force.</param>
    /// <param name="balances">Their accounts.</param>
    public BudgetBurnReport BudgetBurn(
        BudgetBurnQuery query,
        IReadOnlyList<Budget> budgets,
        IReadOnlyList<BudgetBalance> balances
    ) => new BudgetBurnSelect(_connection, _columns, Position, query).Run(budgets, balances);

    /// <summary>Explains why costs changed between two periods.</summary>
    public DriversReport Drivers(DriversQuery query) => new DriversSelect(_connection, _columns, Position, query).Run();

    /// <summary>Puts variants side by side.</summary>
    public CompareReport Compare(CompareQuery query)
    {
        SliceScan scan = ScanOf(query);
        OutcomesOfVariants outcomes = new(_connection, _columns, scan, query);
        return new CompareSelect(scan, outcomes, Position, query).Run();
    }

    /// <summary>Sequences of the entries meant, oldest first, and how many entries were searched.</summary>
    public (IReadOnlyList<long> Sequences, long AsOfEntry) Find(EntryFilter filter) =>
        (EntrySelect.Run(_connection, filter), Position);

    /// <summary>Sequences of the admin entries before one, the newest first, at most <paramref name="most"/>.</summary>
    internal IReadOnlyList<long> AdminBefore(long before, int most) => AdminSelect.Run(_connection, before, most);

    /// <summary>The entries of a window that have a cost of their own, and the adjustments of them.</summary>
    public SettledEntries Settled(Window window) => SettledSelect.Run(_connection, window);

    /// <summary>Sequence of the entry with an id; null when it is not folded (yet).</summary>
    internal long? SequenceOf(Guid id) => SingleEntrySelect.SequenceOf(_connection, id);

    /// <summary>Id of the newest adjustment of an entry; null when there is none (yet).</summary>
    internal Guid? NewestAdjustmentOf(Guid corrected) => SingleEntrySelect.NewestAdjustmentOf(_connection, corrected);

    /// <summary>
    /// The line items of all calls of some providers that began in a window, as corrected; null when there are more than
    /// <paramref name="most"/>.
    /// </summary>
    public IReadOnlyList<BookedLine>? Booked(IReadOnlyCollection<string> providers, Window window, int most) =>
        BookedUsage.Read(_connection, providers, window, most);

    /// <summary>Answers a question about single calls.</summary>
    public CallsReport Calls(CallsQuery query) => CallsSelect.Run(_connection, Position, query);

    /// <summary>Answers a question about who bears what.</summary>
    public ChargebackStatement Chargeback(ChargebackQuery query) =>
        Earlier.Beside(
            query,
            asked => ChargebackSelect.Run(_connection, _columns, Position, asked),
            (statement, before) => statement with { Before = before }
        );

    /// <summary>Writes an export of what the projection holds.</summary>
    /// <param name="query">What, and how it is written.</param>
    /// <param name="ledger">The ledger that the projection was made from.</param>
    /// <param name="to">Where it goes; stays open.</param>
    /// <param name="now">The clock.</param>
    /// <param name="cancellation">Gives up; what was written is not whole then.</param>
    /// <param name="asOf">Entries from this one on are left out; null for those the projection holds.</param>
    /// <exception cref="IOException">The ledger cannot be read, or the stream not be written.</exception>
    public Task<ExportManifest> ExportAsync(
        ExportQuery query,
        ExportSource ledger,
        Stream to,
        DateTimeOffset now,
        CancellationToken cancellation,
        long? asOf = null
    ) =>
        new ExportRun(new(_connection, _columns, ledger, Math.Min(asOf ?? Position, Position)), query, now).WriteAsync(
            to,
            cancellation
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _columns.Dispose();
        _snapshot.Dispose();
        _connection.Dispose();
    }

    private SliceScan ScanOf(Slice slice) => new(_connection, _columns, Position, slice);

    private long Scalar(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // only text of this class reaches it
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}

/// <summary>An entry that the projection could not read.</summary>
/// <param name="Sequence">Its position in the ledger, where its bytes still are.</param>
/// <param name="Error">Why.</param>
public sealed record DeadLetter(long Sequence, string Error);
