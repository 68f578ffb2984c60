using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Rates;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Serve;
using TokenLedger.Tests.Configuration;

namespace TokenLedger.Tests.Serve;

/// <summary>Rates that change while the gateway runs.</summary>
public sealed class RateReloadTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.Parse("2026-11-02T00:00:00Z", null);

    [Fact]
    public async Task A_changed_file_comes_into_force_when_it_has_stood_still_for_one_look()
    {
        await using Case one = await Case.StartAsync("1");
        Assert.Equal("1", one.Price);
        one.WriteTable("2");
        await one.Reload.LookAsync(isAsked: false, Cancel);
        Assert.Equal("1", one.Price);
        one.WriteTable("3.25");
        await one.Reload.LookAsync(isAsked: false, Cancel);
        Assert.Equal("1", one.Price);
        await one.Reload.LookAsync(isAsked: false, Cancel);
        Assert.Equal("3.25", one.Price);
        await one.Reload.LookAsync(isAsked: false, Cancel);
        Assert.Equal([one.First, one.InForce.Book.Version], await one.ActivatedAsync());
    }

    [Fact]
    public async Task Asking_reads_at_once()
    {
        await using Case one = await Case.StartAsync("1");
        one.WriteTable("2");
        await one.Reload.LookAsync(isAsked: true, Cancel);
        Assert.Equal("2", one.Price);
    }

    [Fact]
    public async Task A_malformed_file_keeps_the_last_good_book_and_shouts_once_until_it_is_mended()
    {
        await using Case one = await Case.StartAsync("1");
        File.WriteAllText(one.Table, "{ \"schema\": ");
        await one.LookTwiceAsync();
        await one.LookTwiceAsync();
        Assert.Equal("1", one.Price);
        Assert.Equal([one.First], await one.ActivatedAsync());
        Assert.Contains("the last change was refused", one.InForce.Warning, StringComparison.Ordinal);
        Assert.DoesNotContain(one.Table, one.InForce.Warning, StringComparison.Ordinal);
        Assert.Equal(2, one.Log.Errors.Count); // the problem and the refusal, not again at every look
        Assert.Contains(one.Table, one.Log.Errors[0], StringComparison.Ordinal);

        one.WriteTable("2");
        await one.LookTwiceAsync();
        Assert.Equal("2", one.Price);
        Assert.Null(one.InForce.Warning);
    }

    [Fact]
    public async Task A_file_put_back_as_it_was_takes_the_warning_away_without_a_new_entry()
    {
        await using Case one = await Case.StartAsync("1");
        File.WriteAllText(one.Table, "[]");
        await one.LookTwiceAsync();
        Assert.NotNull(one.InForce.Warning);
        one.WriteTable("1");
        await one.LookTwiceAsync();
        Assert.Null(one.InForce.Warning);
        Assert.Equal([one.First], await one.ActivatedAsync());
    }

    [Fact]
    public async Task A_file_that_is_gone_keeps_the_last_good_book()
    {
        await using Case one = await Case.StartAsync("1");
        File.Delete(one.Table);
        await one.LookTwiceAsync();
        Assert.Equal("1", one.Price);
        Assert.NotNull(one.InForce.Warning);
    }

    [Fact]
    public async Task The_rates_of_the_configuration_file_are_taken_over_too()
    {
        await using Case one = await Case.StartAsync("1");
        one.Configuration.Write(
            "tokenledger.yaml",
            $"rates:\n  overlays: [{one.Table}]\n  discounts: [{{name: agreed, percent: 50}}]\n"
        );
        await one.LookTwiceAsync();
        Assert.Equal(["agreed"], one.InForce.Book.Factors.Select(factor => factor.Name));

        one.Configuration.Write("tokenledger.yaml", "rates:\n  discounts: [{name: agreed}]\n");
        await one.LookTwiceAsync();
        Assert.Equal(["agreed"], one.InForce.Book.Factors.Select(factor => factor.Name));
        Assert.Contains(one.Log.Errors, error => error.Contains("needs percent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_ledger_says_which_book_is_in_force_only_when_that_changes()
    {
        await using Case one = await Case.StartAsync("1");
        Assert.Null(await one.Activation.RecordAsync(one.InForce.Book, Cancel));
        Assert.Null(await one.AnotherActivation().RecordAsync(one.InForce.Book, Cancel));
        Assert.Single(await one.ActivatedAsync());
        Assert.Null(await one.AnotherActivation().RecordAsync(RateBook.Embedded, Cancel));
        Assert.Equal([one.First, RateBook.Embedded.Version], await one.ActivatedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("0 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("99 0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_note_that_does_not_fit_the_ledger_is_not_believed(string note)
    {
        await using Case one = await Case.StartAsync("1");
        File.WriteAllText(one.Note, note);
        Assert.Null(await one.Activation.RecordAsync(one.InForce.Book, Cancel));
        Assert.Equal([one.First, one.First], await one.ActivatedAsync());
    }

    [Fact]
    public async Task Watching_reads_when_it_is_asked_and_ends_when_it_is_stopped()
    {
        await using Case one = await Case.StartAsync("1");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task running = one.Reload.RunAsync(stop.Token);
        one.WriteTable("2");
        one.Reload.Ask();
        await one.Log.Activated.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal("2", one.Price);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A ledger, a configuration that names one overlay table, and the watch over them.</summary>
    private sealed class Case : IAsyncDisposable
    {
        private readonly EmbeddedLedger _ledger;

        private Case(ConfigurationCase configuration, EmbeddedLedger ledger, string usd)
        {
            Configuration = configuration;
            _ledger = ledger;
            WriteTable(usd);
            configuration.Write("tokenledger.yaml", $"rates:\n  overlays: [{Table}]\n");
            RateSettings settings = configuration.Load().Configuration!.Rates;
            InForce = new(RateFiles.Load(settings));
            First = InForce.Book.Version;
            Activation = AnotherActivation();
            Reload = new(InForce, Activation, settings, () => configuration.Load(), Log, TimeProvider.System);
        }

        public ConfigurationCase Configuration { get; }

        public string Table => Path.Combine(Configuration.Folder, "own.json");

        public string Note => Path.Combine(Configuration.Folder, "rates.activated");

        public RatesInForce InForce { get; }

        public string First { get; }

        public RateActivation Activation { get; }

        public RateReload Reload { get; }

        public CapturingLog Log { get; } = new();

        public string Price => InForce.Book.Find("acme", "m", At)!.Row.Prices[0].Usd;

        public static async Task<Case> StartAsync(string usd)
        {
            ConfigurationCase configuration = new("");
            OpenResult opened = await EmbeddedLedger.OpenAsync(
                new EmbeddedLedgerOptions { Folder = Path.Combine(configuration.Folder, "ledger") },
                TimeProvider.System,
                Cancel
            );
            Case one = new(configuration, opened.Ledger!, usd);
            Assert.Null(await one.Activation.RecordAsync(one.InForce.Book, Cancel));
            return one;
        }

        public RateActivation AnotherActivation() => new(_ledger, Note, TimeProvider.System);

        public void WriteTable(string usd) =>
            File.WriteAllText(
                Table,
                $$$"""{"schema":"rate-table/1","provider":"acme","currency":"USD","as_of":"2026-11-01","sources":{"s":{}},"rates":[{"model":"m","match":{"ids":["m"]},"from":null,"to":null,"prices":[{"meter":"tokens.input","usd":"{{{usd}}}","per":1000000}],"sources":["s"],"confidence":"high"}]}"""
            );

        public async Task LookTwiceAsync()
        {
            await Reload.LookAsync(isAsked: false, Cancel);
            await Reload.LookAsync(isAsked: false, Cancel);
        }

        public async Task<IEnumerable<string?>> ActivatedAsync()
        {
            IReadOnlyList<StoredEntry> stored = await _ledger.ReadAsync(0, 100, Cancel);
            return stored
                .Select(entry => EntryReader.Parse(entry.Bytes.Span))
                .Where(entry => entry.Kind == EntryKind.Admin && entry.Reason == RateActivation.Reason)
                .Select(entry => entry.Subject);
        }

        public async ValueTask DisposeAsync()
        {
            await _ledger.DisposeAsync();
            Configuration.Dispose();
        }
    }

    /// <summary>Keeps the errors, and says when a book came into force.</summary>
    private sealed class CapturingLog : ILogger<RateReload>
    {
        public List<string> Errors { get; } = [];

        public TaskCompletionSource Activated { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            string text = formatter(state, exception);
            if (logLevel == LogLevel.Error)
            {
                Errors.Add(text);
            }
            else if (text.Contains("is in force", StringComparison.Ordinal))
            {
                Activated.TrySetResult();
            }
        }
    }
}
