using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using TokenLedger.Configuration;

namespace TokenLedger.Serve;

/// <summary>Log lines, all to standard error: standard output is for what a command was asked for.</summary>
public static class Logging
{
    /// <summary>A factory that logs as the configuration says.</summary>
    public static ILoggerFactory Create(ServeConfiguration configuration) =>
        LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(configuration.LogLevel);
            Quieten(logging);
            logging.Services.Configure<ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace
            );
            AddFormat(logging, configuration.LogJson);
        });

    /// <summary>
    /// Keeps the framework's own lines out, at every level. Some of them hold a request's address, and with it a key that a
    /// caller put into the query.
    /// </summary>
    public static void Quieten(ILoggingBuilder logging)
    {
        // The framework's own lifecycle lines say nothing that the banner does not.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It warns that cleartext HTTP/2 needs prior knowledge, which is what the gateway detects, and logs answers that
        // broke off as errors; the gateway logs faults of its own itself.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        // Enabled at any level it makes an activity and a log scope for every request. The pipeline logs its own faults.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // It logs a failed start with its stack; the command says the same in a sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }

    private static void AddFormat(ILoggingBuilder logging, bool json)
    {
        if (json)
        {
            logging.AddJsonConsole(format =>
            {
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            });
        }
    }
}
