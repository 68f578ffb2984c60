using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Control;

/// <summary>
/// What people have decided at run time, as the admin entries of the ledger say it. Every change is an entry with who,
/// what, before and after; it is durable before it is in force. What is here after a restart is the fold of those entries.
/// </summary>
public sealed class ControlBook : IDisposable
{
    /// <summary>Longest document in characters: before and after must fit one entry.</summary>
    public const int LongestDocument = 12 * 1024;

    /// <summary>Changes whose entries are under way at once.</summary>
    private const int MostAtOnce = 1_024;

    /// <summary>Entries after which the file is written again.</summary>
    private const long SaveAfter = 65_536;

    /// <summary>How often that is looked at.</summary>
    private static readonly TimeSpan _look = TimeSpan.FromMinutes(1);

    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ControlFold _fold;
    private readonly ControlMemory _memory;
    private readonly SemaphoreSlim _writing = new(1);

    private ControlBook(ILedger ledger, ControlFold fold, ControlMemory memory, TimeProvider time)
    {
        _ledger = ledger;
        _fold = fold;
        _memory = memory;
        _time = time;
    }

    /// <summary>Told after a change is in force, in the order of the changes. Must return quickly and must not throw.</summary>
    public event Action<ControlChange>? Changed;

    /// <summary>Says the budget of a document where somebody has read and checked it already; asked when the file is written.</summary>
    public Func<ControlDocument, Budget?>? KnownBudget { get; set; }

    /// <summary>Reads the file, which needs no ledger: so it can be read while that is opened.</summary>
    /// <returns>Null when there is none, or none that is whole.</returns>
    public static ControlState? ReadFile(string path) => ControlFile.Read(path);

    /// <summary>Reads what the ledger says.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="path">A file that spares reading all of it; derived, can be lost. Null keeps none.</param>
    /// <param name="time">The clock of the entries.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="read">What was read of the file already; null reads it now.</param>
    public static async ValueTask<ControlBook> OpenAsync(
        ILedger ledger,
        string? path,
        TimeProvider time,
        CancellationToken cancellation,
        ControlState? read = null
    )
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ControlMemory memory = new(ledger, path, read);
        ControlFold fold = await memory.LoadAsync(cancellation).ConfigureAwait(false);
        return new ControlBook(ledger, fold, memory, time);
    }

    /// <summary>The documents of a kind, by name.</summary>
    public IReadOnlyList<ControlDocument> Of(string kind) => _fold.Of(kind);

    /// <summary>One document; null when there is none.</summary>
    public ControlDocument? Find(string kind, string id) => _fold.Find(kind, id);

    /// <summary>Makes a change durable and puts it in force.</summary>
    /// <param name="change">The change; its document is put into the form of <see cref="ControlJson.Canonical"/>.</param>
    /// <param name="cancellation">Gives up waiting for changes before it.</param>
    /// <exception cref="OperationCanceledException">Given up before anything was written.</exception>
    /// <exception cref="System.Text.Json.JsonException">The document is not JSON.</exception>
    public async ValueTask<ControlResult> ChangeAsync(ControlChange change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        change = change.Json is null ? change : change with { Json = ControlJson.Canonical(change.Json) };
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ControlDocument? before = _fold.Find(change.Kind, change.Id);
            return Judge(change, before) ?? await WriteAsync(change, before).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// Makes changes of different documents durable, as many as it can in one commit, and puts them in force. None is
    /// written after one that could not be.
    /// </summary>
    /// <param name="changes">The changes, of different documents.</param>
    /// <param name="cancellation">Gives up waiting for changes before them.</param>
    /// <returns>What became of each, in their order; of those after a failure, the failure.</returns>
    /// <exception cref="OperationCanceledException">Given up before anything was written.</exception>
    /// <exception cref="System.Text.Json.JsonException">A document is not JSON.</exception>
    public async ValueTask<IReadOnlyList<ControlResult>> ChangeAllAsync(
        IReadOnlyList<ControlChange> changes,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(changes);
        ControlChange[] wanted =
        [
            .. changes.Select(one => one.Json is null ? one : one with { Json = ControlJson.Canonical(one.Json) }),
        ];
        ControlResult[] results = new ControlResult[wanted.Length];
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (int done = 0; done < wanted.Length; done += MostAtOnce)
            {
                int end = Math.Min(done + MostAtOnce, wanted.Length);
                if (done > 0 && Array.Find(results, one => one?.Status == ControlStatus.Unavailable) is { } failure)
                {
                    Array.Fill(results, failure, done, wanted.Length - done);
                    break;
                }

                await WriteAsync(wanted.AsMemory(done, end - done), results.AsMemory(done)).ConfigureAwait(false);
            }
        }
        finally
        {
            _writing.Release();
        }

        return results;
    }

    /// <summary>Writes the file again now and then, so that a start after a crash has little to read, until cancelled.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(_look, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                if (_ledger.Head.Size - _memory.Saved >= SaveAfter)
                {
                    await SaveAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever stops it saves once more.
        }
    }

    /// <summary>Writes the file.</summary>
    /// <returns>Why it could not be written; null when it was. That costs the next start time, and nothing else.</returns>
    public async ValueTask<string?> SaveAsync(CancellationToken cancellation)
    {
        // Between two changes the fold is that of every entry up to the head: nobody else changes documents.
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await _memory.SaveAsync(_fold, KnownBudget).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static ControlResult? Judge(ControlChange change, ControlDocument? before)
    {
        if (change.Expected is { } expected && (before?.Revision ?? -1) != expected)
        {
            string what = before is null
                ? $"There is no {change.Kind} \"{change.Id}\"."
                : $"The {change.Kind} \"{change.Id}\" was changed meanwhile: its revision is {before.Revision}.";
            return new(ControlStatus.Conflict, before, what + " Read it again and repeat the change.");
        }

        if (change.Json is null && before is null)
        {
            return new(ControlStatus.NotFound, null, $"There is no {change.Kind} \"{change.Id}\".");
        }

        if (change.Json is not null && change.Json == before?.Json)
        {
            return new(ControlStatus.Unchanged, before, null);
        }

        return change.Json is { Length: > LongestDocument }
            ? new(
                ControlStatus.TooLarge,
                before,
                $"The {change.Kind} has {change.Json.Length} characters; at most {LongestDocument} are possible."
            )
            : null;
    }

    private async ValueTask<ControlResult> WriteAsync(ControlChange change, ControlDocument? before)
    {
        Entry entry = EntryOf(change, before);
        AppendResult result = await _ledger.AppendAsync(entry, CancellationToken.None).ConfigureAwait(false);
        return Take(change, before, entry, result);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<ControlChange> changes, Memory<ControlResult> results)
    {
        (ControlDocument? Before, Entry Entry, Task<AppendResult> Written)?[] writing = new (
            ControlDocument?,
            Entry,
            Task<AppendResult>
        )?[changes.Length];
        for (int i = 0; i < changes.Length; i++)
        {
            ControlChange change = changes.Span[i];
            ControlDocument? before = _fold.Find(change.Kind, change.Id);
            if (Judge(change, before) is { } judged)
            {
                results.Span[i] = judged;
                continue;
            }

            Entry entry = EntryOf(change, before);
            writing[i] = (before, entry, _ledger.AppendAsync(entry, CancellationToken.None).AsTask());
        }

        for (int i = 0; i < writing.Length; i++)
        {
            if (writing[i] is { } one)
            {
                AppendResult result = await one.Written.ConfigureAwait(false);
                results.Span[i] = Take(changes.Span[i], one.Before, one.Entry, result);
            }
        }
    }

    private Entry EntryOf(ControlChange change, ControlDocument? before)
    {
        // To the microsecond, as entries say it: what is read back is what is in force now.
        DateTimeOffset now = EntryTime.Instant(EntryTime.Microseconds(_time.GetUtcNow()));
        return new()
        {
            Kind = EntryKind.Admin,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Reason = ControlFold.ReasonOf(change, before),
            Subject = change.Id,
            Actor = change.Actor,
            Before = before?.Json,
            After = change.Json,
            Outcome = change.Note,
        };
    }

    private ControlResult Take(ControlChange change, ControlDocument? before, Entry entry, AppendResult result)
    {
        if (!result.IsAppended)
        {
            return new(ControlStatus.Unavailable, before, $"The ledger cannot record the change: {result.Problem}");
        }

        _fold.Apply(result.Sequence, entry);
        Changed?.Invoke(change);
        return new(ControlStatus.Done, _fold.Find(change.Kind, change.Id), null);
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();
}
