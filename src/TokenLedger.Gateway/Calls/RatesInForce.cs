using TokenLedger.Accounting.Rates;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// The rate book calls are priced with now. It is replaced whole: a call takes the book once, when it is authorised, and
/// its settlement is priced with the same one.
/// </summary>
/// <param name="book">The book to begin with.</param>
public sealed class RatesInForce(RateBook book)
{
    private volatile RateBook _book = book;
    private volatile string? _warning;

    /// <summary>The book.</summary>
    public RateBook Book => _book;

    /// <summary>Why a newer book is not in force, for whoever asks after the gateway's health; null when nothing waits.</summary>
    public string? Warning => _warning;

    /// <summary>A book that never changes.</summary>
    public static implicit operator RatesInForce(RateBook book) => new(book);

    /// <summary>Puts a book in force for every call that begins from now on.</summary>
    public void Activate(RateBook book)
    {
        _book = book;
        _warning = null;
    }

    /// <summary>Keeps the book, and says why.</summary>
    public void Keep(string warning) => _warning = warning;

    /// <summary>Takes the warning back: what was wrong is mended, and the book is the one in force already.</summary>
    public void Confirm() => _warning = null;
}
