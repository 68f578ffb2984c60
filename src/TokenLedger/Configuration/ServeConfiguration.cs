using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Configuration;

/// <summary>What the serve command was told, checked.</summary>
public sealed record ServeConfiguration
{
    /// <summary>The gateway's part.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Where the ledger, its views and its keys lie.</summary>
    public required DataFolder Data { get; init; }

    /// <summary>What the rate book is made of.</summary>
    public RateSettings Rates { get; init; } = new();

    /// <summary>The currencies that costs can be shown in beside dollars.</summary>
    public CurrencyTable Currencies { get; init; } = CurrencyTable.None;

    /// <summary>What alerts are sent, and where.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>What exports and statements are like, and which are made on a schedule.</summary>
    public ExportSettings Exports { get; init; } = new();

    /// <summary>Where spans and metrics are sent.</summary>
    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>Whether this is a demonstration: its provider is simulated, and its pages say so.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The dashboard from which the demonstration was started; null when it was started by itself.</summary>
    public Uri? DemoHome { get; init; }

    /// <summary>The least severe message that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether log lines are JSON.</summary>
    public bool LogJson { get; init; }
}

/// <summary>The outcome of reading the configuration.</summary>
/// <param name="Configuration">The configuration; null when there are problems.</param>
/// <param name="File">The file read; null when there was none.</param>
/// <param name="Problems">Everything that stops the start.</param>
/// <param name="Warnings">Everything worth a word that does not.</param>
public sealed record LoadedConfiguration(
    ServeConfiguration? Configuration,
    string? File,
    IReadOnlyList<Remark> Problems,
    IReadOnlyList<Remark> Warnings
)
{
    /// <summary>The configuration for commands that serve no calls: providers' keys may be missing in it.</summary>
    public ServeConfiguration? WithoutServing { get; init; }

    /// <summary>The configuration for a command that serves no calls and cannot do without.</summary>
    /// <param name="advice">What else can be done; null for nothing.</param>
    /// <exception cref="CommandFailedException">It is not in order; exit code 2, every problem with its line.</exception>
    public ServeConfiguration ForCommand(string? advice = null) =>
        WithoutServing
        ?? throw new CommandFailedException(
            string.Join('\n', advice is null ? Told : Told.Append(advice)),
            ExitCode.Misused
        );

    private IEnumerable<string> Told => Problems.Where(problem => !problem.OnlyServing).Select(one => one.ToString());
}
