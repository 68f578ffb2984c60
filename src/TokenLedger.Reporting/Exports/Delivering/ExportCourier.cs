using System.Text;
using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>
/// Delivers planned exports: each period once it has ended, in order, its file and then its manifest. How far it is stands in
/// a file of its own and is written after a delivery, so one may be repeated after a kill: under the same name. A failure is
/// tried again, later each time, and does not hold up other plans. Calls never wait for it.
/// </summary>
public sealed class ExportCourier
{
    /// <summary>Periods of one plan that are made up for at most after a pause; earlier ones are passed over.</summary>
    public const int MostPeriodsBehind = 31;

    /// <summary>First pause after a failure: a minute; each further one doubles it.</summary>
    public static TimeSpan FirstPause { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest pause after a failure: an hour.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromHours(1);

    private readonly IReadOnlyList<ExportPlan> _plans;
    private readonly ILedger _ledger;
    private readonly Func<CancellationToken, Task<Views?>> _open;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly DeliveryFile _file;
    private DeliveryStatus[] _states;

    /// <summary>Puts it together.</summary>
    /// <param name="plans">The plans; their names differ.</param>
    /// <param name="ledger">The running ledger.</param>
    /// <param name="open">Opens its projection; null while there is none.</param>
    /// <param name="state">The file that holds how far it is; exports are made beside it.</param>
    /// <param name="time">The clock.</param>
    public ExportCourier(
        IReadOnlyList<ExportPlan> plans,
        ILedger ledger,
        Func<CancellationToken, Task<Views?>> open,
        string state,
        TimeProvider time
    )
    {
        ArgumentNullException.ThrowIfNull(plans);
        (_plans, _ledger, _open, _time) = (plans, ledger, open, time);
        _folder = Path.GetDirectoryName(Path.GetFullPath(state))!;
        _file = new(state);
        IReadOnlyList<DeliveryStatus> stored = plans.Count == 0 ? [] : _file.Read();
        _states =
        [
            .. plans.Select(plan =>
                (stored.FirstOrDefault(one => one.Name == plan.Name) ?? new() { Name = plan.Name }) with
                {
                    Place = plan.Target.Place,
                    Next = null,
                }
            ),
        ];
    }

    /// <summary>How each plan goes.</summary>
    public IReadOnlyList<DeliveryStatus> States => Volatile.Read(ref _states);

    /// <summary>Delivers what is due until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (_plans.Count > 0 && !cancellation.IsCancellationRequested)
        {
            try
            {
                DateTimeOffset next = await StepAsync(cancellation).ConfigureAwait(false);
                TimeSpan wait = next - _time.GetUtcNow();
                wait = wait > LongestPause ? LongestPause : wait; // the wall clock may be set in between
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _time, cancellation).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Delivers one period of every plan that is due.</summary>
    /// <returns>When there is something to do again.</returns>
    public async Task<DateTimeOffset> StepAsync(CancellationToken cancellation)
    {
        for (int i = 0; i < _plans.Count; i++)
        {
            DateTimeOffset now = _time.GetUtcNow();
            ExportPlan plan = _plans[i];
            DeliveryStatus state = _states[i];
            DateTimeOffset start = NextStart(plan, state, now);
            DateTimeOffset due = plan.EndOf(start) + plan.After;
            DateTimeOffset next = state is { Problem: not null, Next: { } again } && again > due ? again : due;
            if (next <= now)
            {
                state = await DeliverAsync(plan, state, start, now, cancellation).ConfigureAwait(false);
                next = state.Next ?? (plan.EndOf(plan.EndOf(start)) + plan.After);
            }

            await SetAsync(i, state with { Next = next }).ConfigureAwait(false);
        }

        return _states.Min(state => state.Next!.Value);
    }

    /// <summary>The period to be delivered next: the one after the last, or at first the one that ended last.</summary>
    private static DateTimeOffset NextStart(ExportPlan plan, DeliveryStatus state, DateTimeOffset now)
    {
        DateTimeOffset current = plan.StartOf(now - plan.After);
        DateTimeOffset earliest = current;
        for (int i = 0; i < (state.DeliveredTo is null ? 1 : MostPeriodsBehind); i++)
        {
            earliest = plan.StartOf(earliest.AddTicks(-1));
        }

        return state.DeliveredTo is { } delivered && delivered > earliest ? delivered : earliest;
    }

    private async Task<DeliveryStatus> DeliverAsync(
        ExportPlan plan,
        DeliveryStatus state,
        DateTimeOffset start,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        try
        {
            using Views? views = await _open(cancellation).ConfigureAwait(false);
            if (views is null)
            {
                return Failed(state, "The views are being built from the ledger.", now);
            }

            ExportQuery query = plan.QueryFor(start);
            string name = ExportName.Of(query, plan.Name);
            using SpooledExport export = await SpooledExport
                .MakeAsync(
                    _folder,
                    name,
                    to => views.ExportAsync(query, ExportSource.Of(_ledger), to, now, cancellation)
                )
                .ConfigureAwait(false);
            return await StoreAsync(plan, query, export, cancellation).ConfigureAwait(false) is { } problem
                ? Failed(state, problem, now)
                : state with
                {
                    DeliveredTo = plan.EndOf(start),
                    DeliveredAt = now,
                    File = name,
                    Sha256 = export.Manifest.Sha256,
                    Rows = export.Manifest.Rows,
                    Next = null,
                    Problem = null,
                    Failures = 0,
                };
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return Failed(state, failure.Message, now);
        }
    }

    private static async Task<string?> StoreAsync(
        ExportPlan plan,
        ExportQuery query,
        SpooledExport export,
        CancellationToken cancellation
    )
    {
        ExportManifest manifest = export.Manifest;
        string? problem = await plan
            .Target.StoreAsync(manifest.File!, export.Content, manifest.Sha256, query.ContentType, cancellation)
            .ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        byte[] text = Encoding.UTF8.GetBytes(manifest.ToJson());
        using MemoryStream content = new(text);
        return await plan
            .Target.StoreAsync(
                manifest.File + ExportManifest.Ending,
                content,
                Ledger.Amazon.SignatureV4.HashOf(text),
                "application/json",
                cancellation
            )
            .ConfigureAwait(false);
    }

    private static DeliveryStatus Failed(DeliveryStatus state, string problem, DateTimeOffset now)
    {
        double pause = FirstPause.TotalSeconds * Math.Pow(2, Math.Min(state.Failures, 10));
        return state with
        {
            Problem = $"The export '{state.Name}' could not be delivered: {problem}",
            Failures = state.Failures + 1,
            Next = now + TimeSpan.FromSeconds(Math.Min(pause, LongestPause.TotalSeconds)),
        };
    }

    private static bool IsExpected(Exception failure) =>
        failure
            is IOException
                or UnauthorizedAccessException
                or SqliteException
                or InvalidDataException
                or FormatException
                or OverflowException
                or InvalidOperationException;

    /// <summary>The figures are shown at once; what cannot be stored is delivered again after a restart.</summary>
    private async Task SetAsync(int plan, DeliveryStatus state)
    {
        DeliveryStatus before = _states[plan];
        DeliveryStatus[] states = [.. _states];
        states[plan] = state;
        Volatile.Write(ref _states, states);
        if (before with { Next = state.Next } == state)
        {
            return;
        }

        try
        {
            await _file.WriteAsync(states).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            states = [.. states];
            states[plan] = state with { Problem = $"How far exports are cannot be stored: {failure.Message}" };
            Volatile.Write(ref _states, states);
        }
    }
}
