using Microsoft.AspNetCore.Http;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>The words of a question, from the query string.</summary>
internal static class WordsOfRequest
{
    /// <summary>The words.</summary>
    public static SliceWords Words(this HttpRequest request) =>
        new(name => request.Query.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : []);
}
