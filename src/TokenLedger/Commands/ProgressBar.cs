using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Commands;

/// <summary>A bar on standard error while it is a terminal; silent otherwise.</summary>
/// <param name="what">The word in front of the bar.</param>
internal sealed class ProgressBar(string what) : IProgress<VerificationProgress>, IDisposable
{
    private const int Width = 30;
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private int _shown = -1;

    public void Report(VerificationProgress value)
    {
        int percent = value.Total == 0 ? 100 : (int)(value.Done * 100 / value.Total);
        if (!_isTerminal || percent == _shown)
        {
            return;
        }

        _shown = percent;
        string bar = new string('#', percent * Width / 100).PadRight(Width, '.');
        Console.Error.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\r{what} [{bar}] {percent, 3} %  {Counted.Of(value.Entries, "entry", "entries")}"
            )
        );
    }

    /// <summary>Removes the bar, so that the result stands alone.</summary>
    public void Clear()
    {
        if (_isTerminal && _shown >= 0)
        {
            Console.Error.Write("\r\u001b[K");
            _shown = -1;
        }
    }

    public void Dispose() => Clear();
}
