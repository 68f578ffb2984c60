using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>Keeps what is logged, at every level.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public string Text => string.Join('\n', Lines.Select(line => line.Text));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Enqueue((logLevel, formatter(state, exception) + exception));
}
