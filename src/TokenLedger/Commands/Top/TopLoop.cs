using System.Text;
using TokenLedger.Commands.Administration;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Commands.Top;

/// <summary>
/// The live screen: on the terminal's second screen, which is left as it was found. It is drawn again when there is news,
/// when a key is pressed, and when the terminal's size changes.
/// </summary>
internal sealed class TopLoop(AdminRoad road, TimeSpan every, TopView first)
{
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[?25h\e[?1049l";

    /// <summary>How often keys and size are looked at.</summary>
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private readonly StringBuilder _frame = new();
    private TopView _view = first;

    /// <summary>Runs until a key, or a signal, ends it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.Out.Write(Enter);
        try
        {
            LiveDocument live = await TopCommand.AskAsync(road, cancellation);
            long asked = TimeProvider.System.GetTimestamp();
            Draw(live);
            while (await StepAsync(live, cancellation))
            {
                if (TimeProvider.System.GetElapsedTime(asked) >= every)
                {
                    live = await TopCommand.AskAsync(road, cancellation);
                    asked = TimeProvider.System.GetTimestamp();
                    Draw(live);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C ends it as q does.
        }
        finally
        {
            Console.Out.Write(Leave);
            await Console.Out.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>Looks at keys and size once. False when it is to end.</summary>
    private async Task<bool> StepAsync(LiveDocument live, CancellationToken cancellation)
    {
        TopView? view = _view with { Width = Console.WindowWidth, Height = Console.WindowHeight };
        while (view is not null && Console.KeyAvailable)
        {
            view = view.After(Console.ReadKey(intercept: true));
        }

        if (view is null)
        {
            return false;
        }

        if (view != _view)
        {
            _view = view;
            Draw(live);
        }

        await Task.Delay(_look, cancellation);
        return true;
    }

    /// <summary>One write for the whole screen: a terminal that draws line by line would flicker.</summary>
    private void Draw(LiveDocument live)
    {
        _frame.Clear().Append("\e[H");
        IReadOnlyList<string> lines = new TopScreen(live, _view).Draw();
        for (int i = 0; i < lines.Count; i++)
        {
            _frame.Append(lines[i]).Append("\e[K").Append(i < lines.Count - 1 ? "\r\n" : "\e[J");
        }

        Console.Out.Write(_frame.ToString());
        Console.Out.Flush();
    }
}
