using System.Text;
using Microsoft.AspNetCore.Http;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>An address of the dashboard that can be changed word by word; written with <see cref="ToString"/>.</summary>
/// <param name="Path">The path.</param>
/// <param name="Words">The words of the query, in order.</param>
public sealed record PageLink(string Path, IReadOnlyList<KeyValuePair<string, string>> Words)
{
    /// <summary>A link without words.</summary>
    public PageLink(string path)
        : this(path, []) { }

    /// <summary>The address of a request.</summary>
    public static PageLink Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        PageLink link = new(
            request.Path,
            [
                .. from word in request.Query
                from value in word.Value
                where !string.IsNullOrEmpty(value)
                select KeyValuePair.Create(word.Key, value),
            ]
        );
        // The form sends the length along that was chosen before: who types instants means those.
        return link.Values("from").Count + link.Values("to").Count > 0 ? link.Without("last") : link;
    }

    /// <summary>The values of a word.</summary>
    public IReadOnlyList<string> Values(string name) =>
        [.. Words.Where(word => word.Key == name).Select(word => word.Value)];

    /// <summary>With one value for a word, in place of all it had; null takes it out.</summary>
    public PageLink With(string name, string? value) =>
        value is null
            ? Without(name)
            : this with
            {
                Words = [.. Without(name).Words, KeyValuePair.Create(name, value)],
            };

    /// <summary>With one more value for a word.</summary>
    public PageLink And(string name, string value) =>
        Words.Contains(KeyValuePair.Create(name, value))
            ? this
            : this with
            {
                Words = [.. Words, KeyValuePair.Create(name, value)],
            };

    /// <summary>Without some words.</summary>
    public PageLink Without(params IReadOnlyCollection<string> names) =>
        this with
        {
            Words = [.. Words.Where(word => !names.Contains(word.Key))],
        };

    /// <summary>Without one value of a word.</summary>
    public PageLink Less(string name, string value) =>
        this with
        {
            Words = [.. Words.Where(word => word.Key != name || word.Value != value)],
        };

    /// <summary>With these words only.</summary>
    public PageLink Only(IReadOnlyCollection<string> names) =>
        this with
        {
            Words = [.. Words.Where(word => names.Contains(word.Key))],
        };

    /// <summary>With the same words at another path.</summary>
    public PageLink At(string path) => this with { Path = path };

    /// <summary>With a condition on calls as well ("model=gpt-5").</summary>
    public PageLink Where(string grouping, string? value) =>
        And("where", grouping + "=" + (value ?? Reporting.Queries.Filter.None));

    /// <summary>Within a stretch of time, in place of the window it had.</summary>
    public PageLink Between(DateTimeOffset from, DateTimeOffset to) =>
        Without("last", "from", "to").And("from", Instant(from)).And("to", Instant(to));

    /// <summary>The address, encoded.</summary>
    public override string ToString()
    {
        if (Words.Count == 0)
        {
            return Path;
        }

        StringBuilder text = new(Path);
        char before = '?';
        foreach ((string name, string value) in Words)
        {
            text.Append(before).Append(Uri.EscapeDataString(name)).Append('=').Append(Encode(value));
            before = '&';
        }

        return text.ToString();
    }

    /// <summary>An instant as short as it can be said.</summary>
    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString(
            at.UtcTicks % TimeSpan.TicksPerDay == 0 ? "yyyy-MM-dd"
                : at.UtcTicks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd'T'HH:mm'Z'"
                : "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>What may stand in a query as it is stays readable.</summary>
    private static string Encode(string value) =>
        Uri.EscapeDataString(value)
            .Replace("%3D", "=", StringComparison.Ordinal)
            .Replace("%3A", ":", StringComparison.Ordinal)
            .Replace("%2F", "/", StringComparison.Ordinal)
            .Replace("%2C", ",", StringComparison.Ordinal);
}
