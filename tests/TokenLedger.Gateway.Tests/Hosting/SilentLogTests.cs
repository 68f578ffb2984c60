using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Tests.Calls;
using TokenLedger.Serve;

namespace TokenLedger.Gateway.Tests.Hosting;

/// <summary>A key in a query is a credential: whatever happens to the call, no log line holds it.</summary>
public sealed class SilentLogTests
{
    private const string Key = "AIza-secret-of-the-caller";

    [Theory]
    [InlineData("/gemini/v1beta/models/g:generateContent")] // its upstream cannot be reached
    [InlineData("/gemini/v1beta/models/g%ZZ:generateContent")] // malformed
    [InlineData("/gemini/v1beta/a/../../..//b")] // not forwarded
    [InlineData("/nowhere")] // no upstream
    public async Task A_key_in_the_query_is_never_logged(string path)
    {
        RecordingLogs logs = new();
        using ILoggerFactory factory = LoggerFactory.Create(log =>
        {
            Logging.Quieten(log.SetMinimumLevel(LogLevel.Trace));
            log.AddProvider(logs);
        });
        GatewayOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams =
            [
                .. UpstreamOptions.Defaults.Select(one => one with { BaseAddress = new Uri("http://127.0.0.1:1") }),
            ],
        };
        await using GatewayHost host = GatewayHost.Build(
            new GatewayParts(
                options,
                new ScriptedLedger(),
                RateBook.Embedded,
                FingerprintKey.Create(),
                TimeProvider.System
            )
            {
                Loggers = factory,
            }
        );
        await host.StartAsync(TestContext.Current.CancellationToken);
        factory.CreateLogger("test").LogTrace("listening"); // lines do arrive
        using HttpClient client = new();
        Uri address = new(
            host.Address.GetLeftPart(UriPartial.Authority) + path + "?key=" + Key,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );

        using HttpResponseMessage answer = await client.PostAsync(
            address,
            new StringContent("{}", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken
        );

        Assert.False(answer.IsSuccessStatusCode);
        Assert.DoesNotContain(Key, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.StopAsync(CancellationToken.None);
        Assert.Contains("listening", logs.Lines);
        Assert.DoesNotContain(logs.Lines, line => line.Contains(Key, StringComparison.Ordinal));
    }

    private sealed class RecordingLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose() { }
    }
}
