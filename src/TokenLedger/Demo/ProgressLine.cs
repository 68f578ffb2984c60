using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Demo.Simulation;

namespace TokenLedger.Demo;

/// <summary>One line that is written over and over while the agents work; nothing when the output is no terminal.</summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal, ProviderLog log, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Keeps the line current until told to stop, then ends it.</summary>
    public async Task RunAsync(DateTimeOffset end, CancellationToken stop)
    {
        if (!isTerminal)
        {
            return;
        }

        try
        {
            using PeriodicTimer timer = new(Every, time);
            do
            {
                await output.WriteAsync("\r" + Text(end - time.GetUtcNow()) + "\u001b[K");
                await output.FlushAsync(stop);
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync();
        }
    }

    private string Text(TimeSpan left)
    {
        IReadOnlyList<LoggedCall> calls = log.Calls;
        long prompt = calls.Sum(call => call.Usage?.Prompt ?? 0);
        long answer = calls.Sum(call => call.Usage?.Answer ?? 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Max(0, left.TotalSeconds):0} s left  {Counted.Of(calls.Count, "call")}  {Counted.Of(prompt, "token")} in  {answer:N0} out"
        );
    }
}
