using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Rates;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Calls;

namespace TokenLedger.Serve;

/// <summary>
/// Keeps the rates in force as their files are. Files are looked at every few seconds (a file watcher misses mounted
/// volumes and swapped links); what changed is read, checked and recorded aside, then the whole book is replaced at once.
/// What is wrong leaves the last good book in force, is logged as an error and shown by /health.
/// </summary>
public sealed partial class RateReload
{
    /// <summary>Problems of one attempt that are logged; the rest is counted.</summary>
    private const int MostLogged = 20;

    private readonly RatesInForce _inForce;
    private readonly RateActivation _activation;
    private readonly Func<LoadedConfiguration>? _reread;
    private readonly Func<ServeConfiguration, CancellationToken, Task>? _alsoTake;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private RateSettings _settings;
    private string? _file;
    private string _taken;
    private string _seen;

    /// <summary>Begins with what is in force.</summary>
    /// <param name="inForce">Where a new book is put in force.</param>
    /// <param name="activation">Records it in the ledger.</param>
    /// <param name="settings">What the book in force was made of.</param>
    /// <param name="reread">Reads the configuration again; null when it cannot change.</param>
    /// <param name="log">Where problems are shouted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="alsoTake">Takes over what else of a changed configuration can change while running; null for nothing.</param>
    public RateReload(
        RatesInForce inForce,
        RateActivation activation,
        RateSettings settings,
        Func<LoadedConfiguration>? reread,
        ILogger<RateReload> log,
        TimeProvider time,
        Func<ServeConfiguration, CancellationToken, Task>? alsoTake = null
    )
    {
        _alsoTake = alsoTake;
        (_inForce, _activation, _settings, _reread, _log, _time) = (inForce, activation, settings, reread, log, time);
        _file = reread?.Invoke().File;
        _taken = _seen = Stamp();
    }

    /// <summary>Asks for the files to be read now, changed or not. May be called from any thread.</summary>
    public void Ask() => _asked.Writer.TryWrite(true);

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Task<bool> asked = _asked.Reader.ReadAsync(cancellation).AsTask();
        while (!cancellation.IsCancellationRequested)
        {
            TimeSpan pause = _settings.Watch > TimeSpan.Zero ? _settings.Watch : Timeout.InfiniteTimeSpan;
            Task done = await Task.WhenAny(asked, Task.Delay(pause, _time, cancellation));
            bool isAsked = done == asked;
            await done;
            if (isAsked)
            {
                asked = _asked.Reader.ReadAsync(cancellation).AsTask();
            }

            await LookAsync(isAsked, cancellation);
        }
    }

    /// <summary>Looks once. Unless it was asked for, a change counts when it has not moved since the look before.</summary>
    public async Task LookAsync(bool isAsked, CancellationToken cancellation)
    {
        string stamp = Stamp();
        bool isSettled = stamp == _seen;
        _seen = stamp;
        if (isAsked || (stamp != _taken && isSettled))
        {
            _taken = stamp;
            try
            {
                await TakeAsync(isAsked, cancellation);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Refuse([failure.Message]);
            }
        }
    }

    private async Task TakeAsync(bool isAsked, CancellationToken cancellation)
    {
        LoadedConfiguration? loaded = _reread?.Invoke();
        if (loaded is { Configuration: null })
        {
            Refuse([.. loaded.Problems.Select(problem => problem.ToString())]);
            return;
        }

        RateSettings settings = loaded?.Configuration?.Rates ?? _settings;
        RateBookResult made = RateFiles.Make(settings);
        if (made.Book is not RateBook book)
        {
            Refuse([.. made.Problems.Select(problem => problem.ToString())]);
            return;
        }

        (_settings, _file) = (settings, loaded?.File ?? _file);
        _taken = _seen = Stamp();
        if (loaded?.Configuration is { } configuration && _alsoTake is not null)
        {
            await _alsoTake(configuration, cancellation);
        }

        RateBook old = _inForce.Book;
        if (book.Version == old.Version)
        {
            _inForce.Confirm();
            Log.Unchanged(_log, isAsked ? LogLevel.Information : LogLevel.Debug, old.ShortVersion);
            return;
        }

        book.ReadWhatWasReadIn(old);
        if (await _activation.RecordAsync(book, cancellation) is { } problem)
        {
            Refuse([$"the ledger cannot record the new book: {problem}"]);
            return;
        }

        _inForce.Activate(book);
        Log.Activated(_log, book.ShortVersion, old.ShortVersion);
    }

    private void Refuse(string[] problems)
    {
        string kept = _inForce.Book.ShortVersion;
        foreach (string problem in problems.Take(MostLogged))
        {
            Log.Problem(_log, problem);
        }

        Log.Refused(_log, Counted.Of(problems.Length, "problem"), kept);
        _inForce.Keep($"rates: the last change was refused, book {kept} stays in force; the log says why");
    }

    /// <summary>What the files look like from outside: name, size and time of each.</summary>
    private string Stamp()
    {
        StringBuilder stamp = new();
        IEnumerable<string> paths = _settings.Files.Concat(_settings.Overlays);
        try
        {
            foreach (string path in RateFiles.Expand(_file is null ? paths : paths.Prepend(_file)))
            {
                FileInfo file = new(path);
                string form = file.Exists
                    ? string.Create(CultureInfo.InvariantCulture, $"{path}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")
                    : path + "|missing";
                stamp.AppendLine(form);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            stamp.AppendLine(failure.GetType().Name);
        }

        return stamp.ToString();
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Rate book {Version} is in force for calls from now on; before it was {Old}"
        )]
        public static partial void Activated(ILogger log, string version, string old);

        [LoggerMessage(Message = "The rates were read again and are the same: book {Version}")]
        public static partial void Unchanged(ILogger log, LogLevel level, string version);

        [LoggerMessage(Level = LogLevel.Error, Message = "Rates: {Problem}")]
        public static partial void Problem(ILogger log, string problem);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The changed rates are refused ({Problems}, above); book {Version} stays in force. Mend the files: they are read again as they change, or on SIGHUP"
        )]
        public static partial void Refused(ILogger log, string problems, string version);
    }
}
