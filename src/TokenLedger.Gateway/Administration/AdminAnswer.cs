using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using TokenLedger.Accounting.Json;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration;

/// <summary>How administration routes read and answer: JSON both ways, one shape of error.</summary>
internal static class AdminAnswer
{
    /// <summary>Largest request, in bytes.</summary>
    public const int LargestRequest = 256 * 1024;

    private static readonly JsonWriterOptions s_asItIs = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads the body.</summary>
    /// <returns>What it says, or one sentence on what is wrong with it.</returns>
    public static async Task<(T? Value, string? Problem)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = LargestRequest;
        }

        try
        {
            T? value = await JsonSerializer
                .DeserializeAsync(http.Request.Body, type, http.RequestAborted)
                .ConfigureAwait(false);
            return (value, value is null ? "The body is null; send an object." : null);
        }
        catch (JsonException wrong)
        {
            return (null, JsonProblem.Of(wrong, type));
        }
        catch (BadHttpRequestException tooLarge)
        {
            return (null, tooLarge.Message);
        }
    }

    /// <summary>Answers with a document. It is no part of a page, so quotes and marks in it are written as they are.</summary>
    public static async Task WriteAsync<T>(HttpContext http, int status, T document, JsonTypeInfo<T> type)
    {
        HttpResponse response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        using (Utf8JsonWriter writer = new(response.BodyWriter, s_asItIs))
        {
            JsonSerializer.Serialize(writer, document, type);
        }

        await response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers that something is wrong.</summary>
    /// <param name="http">The exchange.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="type">A word for programs ("not_found").</param>
    /// <param name="message">What is wrong and what to do.</param>
    public static Task RefuseAsync(HttpContext http, int status, string type, string message) =>
        WriteAsync(http, status, new AdminError(new(type, message)), AdminJson.Default.AdminError);

    /// <summary>Answers that a document is wrong, with everything that is wrong in it.</summary>
    public static Task RefuseAsync(HttpContext http, IReadOnlyList<AdminProblem> problems)
    {
        string sentences = string.Join("; ", problems.Select(problem => problem.ToString()));
        AdminErrorBody body = new("invalid_request", sentences) { Problems = problems };
        return WriteAsync(http, 400, new AdminError(body), AdminJson.Default.AdminError);
    }

    /// <summary>Answers that a change was not made.</summary>
    public static Task RefuseAsync(HttpContext http, ControlResult result) =>
        result.Status switch
        {
            ControlStatus.NotFound => RefuseAsync(http, 404, "not_found", result.Problem!),
            ControlStatus.Conflict => RefuseAsync(http, 412, "conflict", result.Problem!),
            ControlStatus.TooLarge => RefuseAsync(http, 400, "invalid_request", result.Problem!),
            _ => RefuseAsync(http, 503, "ledger_unavailable", result.Problem ?? "The ledger cannot write."),
        };
}

/// <summary>What is wrong with a request.</summary>
/// <param name="Error">The error.</param>
public sealed record AdminError(AdminErrorBody Error);

/// <summary>The error.</summary>
/// <param name="Type">A word for programs.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record AdminErrorBody(string Type, string Message)
{
    /// <summary>Everything that is wrong in the document sent; null when that is not the matter.</summary>
    public IReadOnlyList<AdminProblem>? Problems { get; init; }
}

/// <summary>One thing that is wrong in a document.</summary>
/// <param name="Path">Where ("limits[0].amount"); empty for the whole.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record AdminProblem(string Path, string Message)
{
    /// <summary>Both in one line.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
