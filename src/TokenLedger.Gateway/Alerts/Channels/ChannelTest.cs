using System.Globalization;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>Sends a test alert to channels, at once and once.</summary>
public static class ChannelTest
{
    /// <summary>Sends it.</summary>
    /// <param name="options">The channels and the time of a try.</param>
    /// <param name="names">Which channels; all when empty.</param>
    /// <param name="source">What events call their source.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<ChannelTestResult>> RunAsync(
        AlertOptions options,
        IReadOnlyCollection<string> names,
        string source,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        DateTimeOffset now = time.GetUtcNow();
        Alert alert = new()
        {
            Id = Guid.CreateVersion7(now),
            Type = AlertType.Test,
            Severity = AlertType.Test.Severity,
            Subject = "test",
            Message = "This is a test. Alerts of TokenLedger arrive here.",
            At = now,
        };
        IEnumerable<ChannelOptions> chosen = options.Channels.Where(one =>
            names.Count == 0 || names.Contains(one.Name)
        );
        return await Task.WhenAll(chosen.Select(one => SendAsync(one, options, alert, source, time, cancellation)))
            .ConfigureAwait(false);
    }

    private static async Task<ChannelTestResult> SendAsync(
        ChannelOptions channel,
        AlertOptions options,
        Alert alert,
        string source,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using IAlertReceiver receiver = Receivers.Of(channel, options, source, time);
        using CancellationTokenSource late = new(options.Timeout, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        long began = time.GetTimestamp();
        string? problem;
        try
        {
            problem = (await receiver.SendAsync(alert, end.Token).ConfigureAwait(false)).Problem;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            string seconds = options.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            problem = $"no answer within {seconds} s (alerts.timeout)";
        }

        return new(channel.Name, problem is null, problem, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }
}

/// <summary>What became of a test.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Delivered">Whether the receiver has accepted it.</param>
/// <param name="Problem">Why not; null when it has.</param>
/// <param name="ElapsedMs">Milliseconds it took.</param>
public sealed record ChannelTestResult(string Channel, bool Delivered, string? Problem, long ElapsedMs);
