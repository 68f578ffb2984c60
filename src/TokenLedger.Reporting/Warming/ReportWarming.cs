using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Warming;

/// <summary>
/// Asks the usual questions before anybody does, so that what sealed segments answer is remembered already: once after a
/// start, when the projection has caught up, and again when segments have been sealed. One question at a time, on one thread
/// that yields to all others; what is remembered is bounded as always, see <see cref="PartialMemory"/>.
/// </summary>
/// <param name="folder">Where the projection is.</param>
/// <param name="kept">What the server keeps open between reports.</param>
/// <param name="follower">Keeps the projection.</param>
/// <param name="ledger">The running ledger.</param>
/// <param name="time">The clock.</param>
public sealed class ReportWarming(
    ViewsFolder folder,
    KeptViews kept,
    ProjectionFollower follower,
    ILedger ledger,
    TimeProvider time
)
{
    /// <summary>Pause before it looks again whether segments have been sealed: 5 s.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Rest after it has asked everything: 1 min. A busy ledger seals segments faster than anybody asks.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Entries by which the projection may be behind: it never is quite at the head of a busy ledger.</summary>
    public const long MostBehind = 2 * ProjectionFollower.BatchEntries;

    private volatile WarmState _state = WarmState.Cold;
    private int _sealed; // with fewer calls than a segment nothing can be remembered, and nothing needs to be

    /// <summary>How far it is.</summary>
    public WarmState State => _state;

    /// <summary>Runs until cancelled. A question that fails ends nothing: it is asked again after the pause.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            TimeSpan pause = Pause;
            try
            {
                pause = await AskIfSealedAsync(cancellation).ConfigureAwait(false) ? Rest : Pause;
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (IsFailure(error))
            {
                _state = _state with { Problem = error.Message };
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks all questions if segments have been sealed since they were asked last.</summary>
    /// <returns>Whether they were.</returns>
    internal async Task<bool> AskIfSealedAsync(CancellationToken cancellation)
    {
        ScanPace pace = ScanPace.Background(cancellation);
        if (ledger.Head.Size - follower.Position > MostBehind || Sealed(pace) is not { } found || found == _sealed)
        {
            return false;
        }

        IReadOnlyList<UsualQuestion> questions = UsualQuestions.At(time.GetUtcNow());
        using (BackgroundThread thread = new("usual reports", BackgroundThread.Patient))
        {
            for (int asked = 0; asked < questions.Count; asked++)
            {
                cancellation.ThrowIfCancellationRequested();
                _state = new(asked, questions.Count);
                // Each with views of its own: one that is held for long keeps the database from being tidied up.
                using Views? views = Views.Open(folder, kept, pace);
                if (views is null)
                {
                    return false;
                }

                await AskAsync(questions[asked], views, thread, cancellation).ConfigureAwait(false);
            }
        }

        (_sealed, _state) = (found, new(questions.Count, questions.Count));
        return true;
    }

    private async Task AskAsync(
        UsualQuestion question,
        Views views,
        BackgroundThread thread,
        CancellationToken cancellation
    )
    {
        Task answered = Task.CompletedTask;
        LedgerSource source = new(ledger);
        await thread.RunAsync(() => answered = question.AskAsync(views, source, cancellation)).ConfigureAwait(false);
        await answered.ConfigureAwait(false);
    }

    private int? Sealed(ScanPace pace)
    {
        using Views? views = Views.Open(folder, kept, pace);
        return views?.Sealed;
    }

    private static bool IsFailure(Exception error) =>
        error
            is SqliteException
                or IOException
                or InvalidDataException
                or InvalidOperationException
                or AggregateException;
}
