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
    public const int ShortVersionLength = BookVersion.ShortLength;

    private static readonly Lazy<RateBook> FromResources = new(static () => new RateBookLoader(new()).Load().Book!);

    private readonly BookVersion version;
    private readonly Dictionary<string, RateTable> tables;
    private readonly Dictionary<string, RateTable> overlays;

    internal RateBook(
        BookVersion version,
        Dictionary<string, RateTable> tables,
        Dictionary<string, RateTable> overlays,
        IReadOnlyList<RateFactor> factors
    )
    {
        this.version = version;
        this.tables = tables;
        this.overlays = overlays;
        Factors = factors;
    }

    /// <summary>The book that ships with this program.</summary>
    public static RateBook Embedded => FromResources.Value;

    /// <summary>
    /// SHA-256, in lower-case hex, over the SHA-256 digests of everything the book is made of (tables, overlays,
    /// factors) in ascending order. White space outside the texts of a table does not count. Two books with the same
    /// version price every call alike.
    /// </summary>
    public string Version => version.Full;

    /// <summary>The first <see cref="ShortVersionLength"/> digits of <see cref="Version"/>.</summary>
    public string ShortVersion => version.Short;

    /// <summary>The providers the book has a table or an overlay for, in order of name.</summary>
    public IReadOnlyList<string> Providers =>
        [.. tables.Keys.Union(overlays.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];

    /// <summary>The operator's own factors.</summary>
    public IReadOnlyList<RateFactor> Factors { get; }

    /// <summary>All rows but those of overlays, by provider, then in the table's order. Reads every table.</summary>
    public IReadOnlyList<RateRow> Rows => [.. Providers.SelectMany(RowsOf)];

    /// <summary>The rows of overlays, by provider.</summary>
    public IReadOnlyList<RateRow> OverlayRows =>
        [.. overlays.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Rows)];

    /// <summary>The rows of one provider's table, in its order; empty when there is none.</summary>
    public IReadOnlyList<RateRow> RowsOf(string provider) =>
        tables.TryGetValue(provider, out RateTable? table) ? table.Rows : [];

    /// <summary>Reads tables (name and JSON each); one provider may have only one table.</summary>
    /// <returns>The book, or every problem of every table.</returns>
    public static RateBookResult Load(IEnumerable<(string Name, ReadOnlyMemory<byte> Json)> tables) =>
        Load(
            new RateSources
            {
                BuiltIn = false,
                Tables = [.. tables.Select(table => new RateFile(table.Name, table.Json))],
            }
        );

    /// <summary>Makes a book of its sources. A built-in table is read when its provider is first asked for.</summary>
    /// <returns>The book, or everything that is wrong with its sources.</returns>
    public static RateBookResult Load(RateSources sources) => new RateBookLoader(sources).Load();

    /// <summary>A built-in table as its file is.</summary>
    /// <param name="provider">A provider of <see cref="Embedded"/>.</param>
    public static ReadOnlyMemory<byte> BuiltInTable(string provider) => EmbeddedRates.Json(provider);

    /// <summary>
    /// Reads the built-in tables another book has read already, so that the first calls after a change of books do not
    /// wait for them.
    /// </summary>
    public void ReadWhatWasReadIn(RateBook other)
    {
        foreach (RateTable table in other.tables.Values)
        {
            if (table.IsRead)
            {
                _ = RowsOf(table.Provider).Count;
            }
        }
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

    /// <summary>The row for a model at an instant, overlays first; null when the model is unpriced.</summary>
    public RateMatch? Find(string provider, string model, DateTimeOffset at)
    {
        if (FindRow(overlays, provider, model, at, null, out string? how) is RateRow agreed)
        {
            return new(agreed, "overlay-" + how);
        }

        return FindRow(tables, provider, model, at, null, out how) is RateRow row ? new(row, how!) : null;
    }

    /// <summary>
    /// The itemised bill of a call. Overlays are searched before the tables, and in each the model that answered before
    /// the model asked for.
    /// </summary>
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
        RateRow? row = overlays.Count == 0 ? null : FindRow(overlays, usage.ServedModel, requestedModel);
        row ??= FindRow(tables, usage.ServedModel, requestedModel);
        return row is null ? Billing.Unpriced(usage) : row.Price(usage, at, completedAt);

        RateRow? FindRow(Dictionary<string, RateTable> rows, string? served, string? requested) =>
            RateBook.FindRow(rows, provider, served, at, completedAt, out _)
            ?? RateBook.FindRow(rows, provider, requested, at, completedAt, out _);
    }

    /// <summary>The bill of a call at the prices of one given row; without a row it is unpriced.</summary>
    public static Bill Price(RateRow? row, UsageReport usage, DateTimeOffset at, DateTimeOffset? completedAt) =>
        row is null ? Billing.Unpriced(usage) : row.Price(usage, at, completedAt);

    /// <summary>
    /// The most a call can cost: the dearest input-side price (fresh or cache write) and the dearest output price of its
    /// tokens, over every tier the call may be served at, and the fee of a request. Zero for a free model.
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
    /// <param name="media">Whether tokens of sound and pictures may be among them.</param>
    /// <returns>Null when the model has no token price.</returns>
    public Usd? WorstCase(
        string provider,
        string? model,
        DateTimeOffset at,
        long inputTokens,
        long outputTokens,
        IReadOnlyList<KeyValuePair<string, string>>? facts = null,
        bool media = false
    ) =>
        Find(provider, model ?? "", at)?.Row is { } row
            ? HoldPrice.WorstCase(row, at, inputTokens, outputTokens, facts, media)
            : null;

    /// <summary>
    /// The most that so many units of a meter cost, where the model is billed by that meter alone (pictures, characters).
    /// </summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="at">When the request starts.</param>
    /// <param name="meter">What is billed.</param>
    /// <param name="units">How many, at least 0.</param>
    /// <param name="facts">What the request fixes (image_size …). A dimension not among them may be anything.</param>
    /// <returns>Null when the model has no such price, or others too.</returns>
    public Usd? MostOf(
        string provider,
        string? model,
        DateTimeOffset at,
        string meter,
        long units,
        IReadOnlyList<KeyValuePair<string, string>> facts
    ) => Find(provider, model ?? "", at)?.Row is { } row ? HoldPrice.MostOf(row, at, meter, units, facts) : null;

    private static RateRow? FindRow(
        Dictionary<string, RateTable> tables,
        string provider,
        string? model,
        DateTimeOffset at,
        DateTimeOffset? completedAt,
        out string? how
    )
    {
        how = null;
        return model is not null && tables.TryGetValue(provider, out RateTable? table)
            ? table.Index.Find(model, at, completedAt, out how)
            : null;
    }
}
