using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Alerts.Channels;

namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>
/// Takes alerts to one channel, one after another, on a task of its own: a receiver that hangs or fails keeps nothing
/// from the others, and nobody waits for it.
/// </summary>
internal sealed partial class ChannelCourier(
    ChannelOptions channel,
    IAlertReceiver receiver,
    AlertBook book,
    AlertOptions options,
    AlertTally tally,
    TimeProvider time,
    ILogger log
)
{
    private readonly Channel<bool> _called = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Says that there may be something new. From any thread; returns at once.</summary>
    public void Wake() => _called.Writer.TryWrite(true);

    /// <summary>Works until it is stopped; then each delivery that was not tried yet is tried once.</summary>
    /// <param name="stop">Begins the end.</param>
    /// <param name="giveUp">Ends the try under way; it counts as not made.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        while (!giveUp.IsCancellationRequested)
        {
            bool isStopping = stop.IsCancellationRequested;
            (Alert Alert, Delivery Delivery)? next = book.Next(channel.Name, untried: isStopping);
            TimeSpan? wait = next is { } found ? found.Delivery.Next - time.GetUtcNow() : null;
            if (next is { } due && wait <= TimeSpan.Zero)
            {
                await TryAsync(due.Alert, due.Delivery, giveUp).ConfigureAwait(false);
            }
            else if (isStopping)
            {
                return;
            }
            else
            {
                await RestAsync(wait, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Rests until the time has passed, something new has come, or it is stopped.</summary>
    private async Task RestAsync(TimeSpan? wait, CancellationToken stop)
    {
        using CancellationTokenSource rested = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task called = _called.Reader.ReadAsync(rested.Token).AsTask();
        Task passed = Task.Delay(wait ?? Timeout.InfiniteTimeSpan, time, rested.Token);
        await Task.WhenAny(called, passed).ConfigureAwait(false);
        await rested.CancelAsync().ConfigureAwait(false);
    }

    private async Task TryAsync(Alert alert, Delivery delivery, CancellationToken giveUp)
    {
        SendResult result;
        using CancellationTokenSource late = new(options.Timeout, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, giveUp);
        try
        {
            result = await receiver.SendAsync(alert, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            result = new($"no answer within {options.Timeout.TotalSeconds:0.###} s");
        }
#pragma warning disable CA1031 // A courier that ends would silence its channel for good.
        catch (Exception surprise)
#pragma warning restore CA1031
        {
            // Its message may hold an address or a secret.
            result = new($"it could not be sent ({surprise.GetType().Name})");
        }

        Delivery after = After(delivery, result);
        // Said before it shows in the book: whoever sees it there finds it in the log.
        Tell(alert, after);
        book.Note(alert.Id, after);
        if (after.IsPending)
        {
            tally.Retried(channel.Name);
        }
    }

    private Delivery After(Delivery before, SendResult result)
    {
        DateTimeOffset now = time.GetUtcNow();
        Delivery tried = before with { Tries = before.Tries + 1, Next = now, Problem = result.Problem };
        if (result.IsAccepted)
        {
            return tried with { Status = DeliveryStatus.Delivered };
        }

#pragma warning disable CA5394 // Chance only spreads the tries; nothing rests on it.
        DateTimeOffset next = now + BackOff.After(tried.Tries, result.RetryAfter, Random.Shared.NextDouble());
#pragma warning restore CA5394
        return next - before.Since > options.RetryFor
            ? tried with
            {
                Status = DeliveryStatus.Failed,
            }
            : tried with
            {
                Next = next,
            };
    }

    private void Tell(Alert alert, Delivery after)
    {
        if (after.Status == DeliveryStatus.Delivered)
        {
            Log.Delivered(log, alert.Type.Name, alert.Id, channel.Name, after.Tries);
        }
        else if (after.Status == DeliveryStatus.Failed)
        {
            Log.GivenUp(log, alert.Type.Name, alert.Subject, alert.Id, channel.Name, after.Tries, after.Problem!);
        }
        else
        {
            LogLevel level = after.Tries == 1 ? LogLevel.Warning : LogLevel.Debug;
            Log.Retried(log, level, alert.Type.Name, alert.Id, channel.Name, after.Tries, after.Problem!, after.Next);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Debug,
            Message = "Alert {Type} {Id} delivered to channel {Channel} at try {Tries}"
        )]
        public static partial void Delivered(ILogger log, string type, Guid id, string channel, int tries);

        [LoggerMessage(
            Message = "Alert {Type} {Id} could not be delivered to channel {Channel} at try {Tries}: {Problem}; next try at {Next:u}"
        )]
        public static partial void Retried(
            ILogger log,
            LogLevel level,
            string type,
            Guid id,
            string channel,
            int tries,
            string problem,
            DateTimeOffset next
        );

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Alert {Type} about {Subject} ({Id}) is given up for channel {Channel} after {Tries} tries: {Problem}"
        )]
        public static partial void GivenUp(
            ILogger log,
            string type,
            string subject,
            Guid id,
            string channel,
            int tries,
            string problem
        );
    }
}
