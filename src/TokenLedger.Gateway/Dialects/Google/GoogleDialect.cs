using System.Text.Json;

namespace TokenLedger.Gateway.Dialects.Google;

/// <summary>What Google's two ways to its models have in common. See https://ai.google.dev/api.</summary>
public abstract class GoogleDialect : Dialect
{
    /// <inheritdoc/>
    public override RequestReading Read(Route route, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dialect is { } other && other != this ? other.Read(route, body) : GeminiRequest.Read(body);
    }

    /// <summary>The route of a method on a Gemini model (":generateContent"), or null when it is another one.</summary>
    private protected static Route? MatchGemini(string verb, string model) =>
        verb switch
        {
            "generateContent" => Inference("gemini.generate", model, streamed: false),
            "streamGenerateContent" => Inference("gemini.generate", model, streamed: true),
            "embedContent" or "batchEmbedContents" => Inference("gemini.embed", model, streamed: false),
            "batchGenerateContent" or "asyncBatchEmbedContent" => new Route("gemini.batches", RouteKind.Metadata)
            {
                Model = model,
            },
            "predict" => Inference("gemini.predict", model, streamed: false),
            "countTokens" or "computeTokens" => new Route("gemini.count_tokens", RouteKind.Metadata) { Model = model },
            _ => null,
        };

    private protected static Route Inference(string api, string model, bool streamed) =>
        new(api, RouteKind.Inference) { Model = model, Streamed = streamed };

    /// <summary>Splits "model:method"; false when either is no plain name.</summary>
    private protected static bool TrySplit(string call, out string model, out string verb)
    {
        int colon = call.LastIndexOf(':');
        model = colon < 0 ? call : call[..colon];
        verb = colon < 0 ? "" : call[(colon + 1)..];
        return colon > 0 && IsId(model) && IsId(verb);
    }

    /// <inheritdoc/>
    /// <remarks>https://cloud.google.com/apis/design/errors#error_model</remarks>
    public override byte[] ErrorBody(Refusal refusal, Guid? call)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Json(json =>
        {
            json.WriteStartObject("error");
            json.WriteNumber("code", refusal.Status);
            json.WriteString("message", refusal.Message);
            json.WriteString("status", StatusOf(refusal.Status));
            json.WriteStartArray("details");
            json.WriteStartObject();
            json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
            json.WriteString("reason", refusal.Code);
            json.WriteString("domain", "tokenledger");
            WriteMetadata(json, refusal, call);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>An ErrorInfo's metadata is the place for what programs need, as texts by name.</summary>
    private static void WriteMetadata(Utf8JsonWriter json, Refusal refusal, Guid? call)
    {
        if (call is null && refusal.Details.Count == 0)
        {
            return;
        }

        json.WriteStartObject("metadata");
        if (call is { } id)
        {
            json.WriteString("call", id);
        }

        foreach ((string name, string value) in refusal.Details)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static string StatusOf(int status) =>
        status switch
        {
            401 => "UNAUTHENTICATED",
            402 or 426 => "FAILED_PRECONDITION",
            403 => "PERMISSION_DENIED",
            404 => "NOT_FOUND",
            408 or 504 => "DEADLINE_EXCEEDED",
            409 => "ABORTED",
            429 => "RESOURCE_EXHAUSTED",
            >= 400 and < 500 => "INVALID_ARGUMENT",
            502 or 503 => "UNAVAILABLE",
            _ => "INTERNAL",
        };
}
