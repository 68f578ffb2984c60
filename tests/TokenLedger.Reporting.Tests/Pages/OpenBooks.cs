using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Gateway;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Tests.Support;
using TokenLedger.Serve;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>
/// A random history in a real gateway, seen in four ways: its pages, its API, the command line, and its entries summed with
/// lists and loops.
/// </summary>
internal sealed partial class OpenBooks : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private RunningGateway? _gateway;

    /// <summary>What the gateway takes for now.</summary>
    public static DateTimeOffset Now { get; } = Samples.Began.AddHours(70);

    /// <summary>What amounts can be shown in, beside dollars.</summary>
    public static Currency Euro { get; } = new("EUR", 0.9214m, new(2026, 11, 1), "a bank");

    /// <summary>The ledger as it is now, read through the API entry by entry.</summary>
    public PlainBook Book { get; private set; } = new(new MemoryLedger());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Books a history that is made from a number, and opens a gateway over it.</summary>
    /// <param name="seed">The number.</param>
    /// <param name="more">What is booked after it.</param>
    public static async Task<OpenBooks> OpenAsync(int seed, IEnumerable<Entry>? more = null)
    {
        OpenBooks books = new();
        Random random = new(seed);
        DataFolder data = new(books._folder.Path);
        Directory.CreateDirectory(data.Ledger);
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new() { Folder = data.Ledger },
            new FixedTime(Now),
            Cancellation
        );
        await using (EmbeddedLedger ledger = opened.Ledger!)
        {
            MemoryLedger history = RandomHistory.From([.. Enumerable.Range(0, 90).Select(_ => random.Next())]);
            foreach (StoredEntry stored in history.Read(0, int.MaxValue))
            {
                AppendResult result = await ledger.AppendAsync(EntryReader.Parse(stored.Bytes.Span), Cancellation);
                Assert.True(result.IsAppended, $"{result.Status}: {result.Problem}");
            }

            foreach (Entry entry in more ?? [])
            {
                await ledger.AppendAsync(entry, Cancellation);
            }

            for (int i = 0; i < 12; i++)
            {
                AppendResult told = await ledger.AppendAsync(Outcome(random), Cancellation);
                Assert.True(told.IsAppended, $"{told.Status}: {told.Problem}");
            }
        }

        books._gateway = await Composition.StartAsync(
            new ServeConfiguration
            {
                Data = data,
                Gateway = new GatewayOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) },
                Currencies = new([Euro]),
            },
            NullLoggerFactory.Instance,
            new FixedTime(Now),
            Cancellation
        );
        books._client.BaseAddress = books._gateway.Address;
        await books.SendAsync(
            HttpMethod.Put,
            "/api/v1/budgets/all",
            """{"limits":[{"unit":"usd","amount":"5"}],"window":{"kind":"calendar","period":"year"}}"""
        );
        await books.ReadBookAsync();
        return books;
    }

    /// <summary>A page, once its figures rest on every entry.</summary>
    public async Task<string> PageAsync(string path)
    {
        while (true)
        {
            using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            string html = await answer.Content.ReadAsStringAsync(Cancellation);
            bool isBuilt = answer.StatusCode != HttpStatusCode.ServiceUnavailable;
            if (isBuilt && !html.Contains("data-behind", StringComparison.Ordinal))
            {
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {html}");
                return html;
            }
        }
    }

    /// <summary>The exact amounts of a page, from a text of it on: those of its tables and figures, in their order.</summary>
    public static IReadOnlyList<string> Amounts(string html, string from, string? to = null)
    {
        int begin = html.IndexOf(from, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"The page does not say '{from}'.");
        int end = to is null ? html.Length : html.IndexOf(to, begin + from.Length, StringComparison.Ordinal);
        return [.. Amount().Matches(html[begin..end]).Select(match => match.Groups[1].Value)];
    }

    /// <summary>Whatever is answered.</summary>
    public async Task<(HttpStatusCode Status, string Text)> AnswerAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    public async Task<JsonElement> ApiAsync(string path) => JsonElement.Parse(await SendAsync(HttpMethod.Get, path));

    /// <summary>Writes a file beside the ledger.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> FileAsync(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        await File.WriteAllTextAsync(path, text, Cancellation);
        return path;
    }

    /// <summary>What a command answers.</summary>
    public async Task<JsonElement> CommandAsync(params string[] words) =>
        JsonElement.Parse(await TextAsync([.. words, "--json"]));

    /// <summary>What a command prints.</summary>
    public async Task<string> TextAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        // A forecast that cannot be made is an answer with an exit code of its own.
        int code = await CommandLine.RunAsync([.. words, "--data", _folder.Path], output, error);
        Assert.True(error.ToString().Length == 0, $"{string.Join(' ', words)}: {code} {error}");
        return output.ToString();
    }

    /// <summary>What an export writes to standard output; how it went stands on the other.</summary>
    public async Task<string> ExportAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(["export", .. words, "--data", _folder.Path], output, error);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {code} {error}");
        return output.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static Entry Outcome(Random random) =>
        new()
        {
            Kind = EntryKind.Outcome,
            Id = Guid.CreateVersion7(),
            OccurredAt = Samples.Began.AddHours(random.Next(70)),
            Name = "solved",
            Success = random.Next(3) > 0,
            Value = random.Next(3) == 0 ? null : Samples.Dollars(random.Next(20) + ".25"),
            Attribution = new()
            {
                Tenant = random.Next(3) == 0 ? null : "tenant-" + random.Next(2),
                Session = "session-" + random.Next(9),
            },
        };

    private async Task ReadBookAsync()
    {
        MemoryLedger copy = new();
        for (string? next = "/api/v1/entries?limit=1000"; next is not null; )
        {
            JsonElement page = await ApiAsync(next);
            foreach (JsonElement one in page.GetProperty("entries").EnumerateArray())
            {
                copy.AppendBytes(Encoding.UTF8.GetBytes(one.GetProperty("entry").GetRawText()));
            }

            next = page.TryGetProperty("next", out JsonElement more) ? more.GetString() : null;
        }

        Book = new(copy);
    }

    private async Task<string> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, Cancellation);
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return text;
    }

    [GeneratedRegex("<data value=\"([^\"]*)\"")]
    private static partial Regex Amount();
}
