using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Pinned, dated prices of all providers. Immutable and safe to share; a change of prices is a new book, and every
/// line item names the version of the book that priced it.
/// </summary>
public sealed class RateBook
{
    /// <summary>Hex digits of the version that stand in a line item.</summary>
    public const int ShortVersionLength = 12;

    private static readonly Lazy<RateBook> FromResources = new(EmbeddedRates.Load);

    private readonly Dictionary<string, ModelIndex> models;

    internal RateBook(string version, IReadOnlyList<RateTable> tables)
    {
        Version = version;
        Rows = [.. tables.SelectMany(table => table.Rows)];
        models = tables.ToDictionary(
            table => table.Provider,
            table => new ModelIndex(table.Rows),
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>The book that ships with this program.</summary>
    public static RateBook Embedded => FromResources.Value;

    /// <summary>
    /// SHA-256, in lower-case hex, over the tables, ordered by content, white space outside texts left out: two books
    /// with the same version price every call alike.
    /// </summary>
    public string Version { get; }

    /// <summary>The first <see cref="ShortVersionLength"/> digits of <see cref="Version"/>.</summary>
    public string ShortVersion => Version[..ShortVersionLength];

    /// <summary>All rows, by table in the order of providers, then in the table's order.</summary>
    public IReadOnlyList<RateRow> Rows { get; }

    /// <summary>Reads tables (name and JSON each); one provider may have only one table.</summary>
    /// <returns>The book, or every problem of every table.</returns>
    public static RateBookResult Load(IEnumerable<(string Name, ReadOnlyMemory<byte> Json)> tables) =>
        RateBookLoader.Load([.. tables.Select(table => new RateFile(table.Name, table.Json))], strict: true);

    /// <summary>
    /// The built-in book with an operator's tables: a table for a provider that has a built-in one replaces it whole.
    /// </summary>
    /// <returns>The book, or every problem of every table.</returns>
    public static RateBookResult EmbeddedWith(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Json)> tables)
    {
        RateBookResult own = Load(tables);
        if (own.Book is null)
        {
            return own;
        }

        IEnumerable<RateFile> kept = EmbeddedRates
            .Tables()
            .Where(table => !own.Book.models.ContainsKey(Path.GetFileNameWithoutExtension(table.Name)));
        IEnumerable<RateFile> operators = tables.Select(table => new RateFile(table.Name, table.Json));
        return RateBookLoader.Load([.. kept, .. operators], strict: false);
    }

    /// <summary>Reads one row that stands outside a table, as an exchange on file may carry it.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="name">What problems call it.</param>
    /// <param name="row">The row's JSON.</param>
    /// <returns>The row, or null and what is wrong with it.</returns>
    public static (RateRow? Row, IReadOnlyList<RateProblem> Problems) ReadRow(
        string provider,
        string name,
        ReadOnlyMemory<byte> row
    ) => RateBookLoader.LoadRow(provider, name, row);

    /// <summary>The row for a model at an instant; null when the model is unpriced.</summary>
    public RateMatch? Find(string provider, string model, DateTimeOffset at)
    {
        RateRow? row = FindRow(provider, model, at, null, out string? how);
        return row is null ? null : new(row, how!);
    }

    /// <summary>The itemised bill of a call. The model that answered is looked up before the model asked for.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="usage">What was used.</param>
    /// <param name="requestedModel">The model the request named; null when it named none.</param>
    /// <param name="at">When the request started.</param>
    /// <param name="completedAt">When the answer was complete; null when not known.</param>
    /// <returns>A bill; with a null total and unpriced_model when no row takes the model.</returns>
    public Bill Price(
        string provider,
        UsageReport usage,
        string? requestedModel,
        DateTimeOffset at,
        DateTimeOffset? completedAt
    )
    {
        RateRow? row = usage.ServedModel is null ? null : FindRow(provider, usage.ServedModel, at, completedAt, out _);
        row ??= requestedModel is null ? null : FindRow(provider, requestedModel, at, completedAt, out _);
        return row is null ? Billing.Unpriced(usage) : row.Price(usage, at, completedAt);
    }

    /// <summary>The bill of a call at the prices of one given row; without a row it is unpriced.</summary>
    public static Bill Price(RateRow? row, UsageReport usage, DateTimeOffset at, DateTimeOffset? completedAt) =>
        row is null ? Billing.Unpriced(usage) : row.Price(usage, at, completedAt);

    /// <summary>
    /// The most a call can cost in tokens: the dearest input-side price (fresh or cache write) and the dearest output
    /// price, over every tier the call may be served at.
    /// </summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="at">When the request starts.</param>
    /// <param name="inputTokens">Prompt tokens, at least 0; they also choose the context band.</param>
    /// <param name="outputTokens">Answer tokens at most, at least 0.</param>
    /// <param name="facts">
    /// What the request fixes (service_tier, speed, inference_geo …). A tier not among them may be any; any other
    /// dimension not among them is taken as not used. Null: every dimension may be anything.
    /// </param>
    /// <returns>Null when the model has no token price.</returns>
    public Usd? WorstCase(
        string provider,
        string? model,
        DateTimeOffset at,
        long inputTokens,
        long outputTokens,
        IReadOnlyList<KeyValuePair<string, string>>? facts = null
    )
    {
        RateRow? row = model is null ? null : FindRow(provider, model, at, null, out _);
        return row is null ? null : HoldPrice.WorstCase(row, at, inputTokens, outputTokens, facts);
    }

    private RateRow? FindRow(
        string provider,
        string model,
        DateTimeOffset at,
        DateTimeOffset? completedAt,
        out string? how
    )
    {
        how = null;
        return models.TryGetValue(provider, out ModelIndex? index) ? index.Find(model, at, completedAt, out how) : null;
    }
}
