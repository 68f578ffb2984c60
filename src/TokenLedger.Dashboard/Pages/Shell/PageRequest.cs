using System.Globalization;
using TokenLedger.Dashboard.Held;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>A page's question: the words of its URL, who asks, and what can be read.</summary>
public sealed record PageRequest
{
    /// <summary>The word that chooses a currency.</summary>
    public const string CurrencyWord = "currency";

    /// <summary>The word that chooses what the figures are compared with.</summary>
    public const string CompareWord = "compare";

    /// <summary>The page.</summary>
    public required DashboardPage Page { get; init; }

    /// <summary>What can be read.</summary>
    public required ReadSide Side { get; init; }

    /// <summary>What only the gateway knows.</summary>
    public GatewayFacts Gateway { get; init; } = GatewayFacts.None;

    /// <summary>Who asks.</summary>
    public required PageReader Reader { get; init; }

    /// <summary>The path asked for, and its words.</summary>
    public required PageLink Here { get; init; }

    /// <summary>Where the browser reached the gateway: "http://127.0.0.1:8787".</summary>
    public required string Address { get; init; }

    /// <summary>Parts of the path, by the names in <see cref="DashboardPage.Path"/>.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    /// <summary>The theme chosen: "light", "dark", or null for the system's.</summary>
    public string? Theme { get; init; }

    /// <summary>The instant that windows count back from.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The tenants that the reader may choose from; empty for one who is bound to a tenant.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>What of the ledger the reader may see.</summary>
    public ReadScope Scope => Reader.Scope;

    /// <summary>A word of the URL; null when it is not given or empty.</summary>
    public string? Word(string name) => Here.Values(name) is [.., { Length: > 0 } value] ? value : null;

    /// <summary>A whole number of the URL, within bounds; otherwise what is taken instead.</summary>
    public int Number(string name, int otherwise, int least, int most) =>
        int.TryParse(Word(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? Math.Clamp(number, least, most)
            : otherwise;

    /// <summary>
    /// Puts the URL's words (see <see cref="SliceWords"/>) into a report's question, and keeps it to the reader's tenant.
    /// </summary>
    /// <param name="question">The question, with everything that is its own.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    /// <returns>The question; null when a word makes no sense: answer with <see cref="PageAnswer.Invalid"/>.</returns>
    public T? Read<T>(T question, out string? problem)
        where T : Slice =>
        (T?)new SliceWords(Here.Values).Read(question, Page.DefaultLast, Now, out problem)?.Within(Scope.Tenant);

    /// <summary>The same for a report that can be compared with the time before, where the URL asks for that.</summary>
    /// <inheritdoc cref="Read{T}(T, out string?)"/>
    public T? ReadCompared<T>(T question, out string? problem)
        where T : Slice =>
        Read(question, out problem) is not { } read ? null
        : Compares ? SliceWords.Compared(read, SliceWords.Previous, Now, out problem)
        : read;

    /// <summary>Opens the projection; null when it cannot be read now: answer with <see cref="PageAnswer.NotReady"/>.</summary>
    public Task<Views?> OpenViewsAsync(CancellationToken cancellation) => Side.OpenViewsAsync(cancellation);

    /// <summary>
    /// Whether the figures of the same length of time before are asked for beside those of this one. Addresses that were kept
    /// may say "1".
    /// </summary>
    public bool Compares => Word(CompareWord) is SliceWords.Previous or "1";

    /// <summary>The currency that amounts are shown in beside dollars; null for dollars alone.</summary>
    public Currency? Currency => CurrencyCode is { } code ? Side.Currencies.Find(code, out _) : null;

    /// <summary>Why amounts cannot be shown in the currency asked for, one sentence; null when they can, or none is.</summary>
    public string? CurrencyProblem =>
        CurrencyCode is { } code && Side.Currencies.Find(code, out string? problem) is null ? problem : null;

    private string? CurrencyCode => Word(CurrencyWord) is { } code and not "USD" ? code : null;

    /// <summary>A link to another page with the same slice: the words of <see cref="SliceWords"/> go along.</summary>
    public PageLink To(string path) => Here.Only([.. SliceWords.Names, CurrencyWord, CompareWord]).At(path);
}
