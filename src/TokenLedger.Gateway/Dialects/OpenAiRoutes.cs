using System.Collections.Frozen;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// The routes that OpenAI and those compatible with it share, below their version. A dialect of the family names them
/// after itself ("azure.chat").
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference</remarks>
internal sealed class OpenAiRoutes
{
    private readonly FrozenDictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _posts;
    private readonly FrozenDictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _gets;
    private readonly Route _storedResponse;
    private readonly Route _responsesMeta;
    private readonly Route _storedChat;
    private readonly Route _models;
    private readonly Route _files;
    private readonly Route _batches;

    /// <summary>The routes of one family.</summary>
    /// <param name="family">What their apis begin with.</param>
    public OpenAiRoutes(string family)
    {
        _storedResponse = new(family + ".responses", RouteKind.StoredAnswer);
        _responsesMeta = new(family + ".responses.meta", RouteKind.Metadata);
        _storedChat = new(family + ".chat.stored", RouteKind.Metadata);
        _models = new(family + ".models", RouteKind.Metadata);
        _files = new(family + ".files", RouteKind.Metadata);
        _batches = new(family + ".batches", RouteKind.Metadata);
        Route responses = new(family + ".responses", RouteKind.Inference);
        Route images = new(family + ".images", RouteKind.Inference);
        Route transcription = new(family + ".transcription", RouteKind.Inference);
        Route rerank = new(family + ".rerank", RouteKind.Inference);
        Route realtime = new(family + ".realtime", RouteKind.Metadata); // a token for a session, not the session
        _posts = Lookup(
            new()
            {
                ["/chat/completions"] = new(family + ".chat", RouteKind.Inference),
                ["/responses"] = responses,
                ["/responses/compact"] = responses,
                ["/responses/input_tokens"] = _responsesMeta,
                ["/completions"] = new(family + ".completions", RouteKind.Inference),
                ["/embeddings"] = new(family + ".embeddings", RouteKind.Inference),
                ["/images/generations"] = images,
                ["/images/edits"] = images,
                ["/images/variations"] = images,
                ["/audio/speech"] = new(family + ".speech", RouteKind.Inference),
                ["/audio/transcriptions"] = transcription,
                ["/audio/translations"] = transcription,
                ["/moderations"] = new(family + ".moderations", RouteKind.Inference),
                ["/rerank"] = rerank,
                ["/reranking"] = rerank,
                ["/realtime/client_secrets"] = realtime,
                ["/realtime/sessions"] = realtime,
                ["/realtime/transcription_sessions"] = realtime,
                ["/files"] = _files,
                ["/uploads"] = _files,
                ["/batches"] = _batches,
            }
        );
        _gets = Lookup(
            new()
            {
                ["/chat/completions"] = _storedChat,
                ["/models"] = _models,
                ["/files"] = _files,
                ["/batches"] = _batches,
            }
        );
    }

    private static FrozenDictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> Lookup(
        Dictionary<string, Route> routes
    ) => routes.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The route of a path below the version ("/chat/completions"), or null when unknown.</summary>
    public Route? Match(string method, ReadOnlySpan<char> path)
    {
        if (method == "POST" && _posts.TryGetValue(path, out Route? posted))
        {
            return posted;
        }

        bool reads = method is "GET" or "HEAD";
        return reads && _gets.TryGetValue(path, out Route? got) ? got : MatchResource(method, path);
    }

    private Route? MatchResource(string method, ReadOnlySpan<char> path) =>
        Below(path, "/models/") is { IsEmpty: false } model
            ? method is "GET" or "HEAD" or "DELETE" && PathText.IsModelName(model)
                ? _models
                : null
            : Below(path, "/responses/") is { IsEmpty: false } response
                ? MatchStoredResponse(method, response)
                : Below(path, "/chat/completions/") is { IsEmpty: false } chat
                    ? MatchStoredChat(method, chat)
                    : Below(path, "/files/") is { IsEmpty: false } file
                        ? MatchFile(method, file)
                        : Below(path, "/batches/") is { IsEmpty: false } batch
                            ? MatchBatch(method, batch)
                            : Below(path, "/uploads/") is { IsEmpty: false } upload
                                ? MatchUpload(method, upload)
                                : null;

    private static ReadOnlySpan<char> Below(ReadOnlySpan<char> path, string start) =>
        path.StartsWith(start, StringComparison.Ordinal) ? path[start.Length..] : default;

    private Route? MatchStoredChat(string method, ReadOnlySpan<char> rest)
    {
        if (PathText.IsIdBefore(rest, "/messages"))
        {
            return method == "GET" ? _storedChat : null;
        }

        return method is "GET" or "POST" or "DELETE" && PathText.IsId(rest) ? _storedChat : null;
    }

    private Route? MatchStoredResponse(string method, ReadOnlySpan<char> rest)
    {
        if (PathText.IsIdBefore(rest, "/cancel"))
        {
            return method == "POST" ? _storedResponse : null;
        }

        if (PathText.IsIdBefore(rest, "/input_items"))
        {
            return method == "GET" ? _responsesMeta : null;
        }

        return (method, PathText.IsId(rest)) switch
        {
            ("GET", true) => _storedResponse,
            ("DELETE", true) => _responsesMeta,
            _ => null,
        };
    }

    private Route? MatchFile(string method, ReadOnlySpan<char> rest)
    {
        const string Content = "/content";
        if (PathText.IsIdBefore(rest, Content))
        {
            string file = rest[..^Content.Length].ToString();
            return method switch
            {
                "GET" => new Route(_files.Api, RouteKind.BatchResults) { Batch = file },
                "HEAD" => _files,
                _ => null,
            };
        }

        return method is "GET" or "HEAD" or "DELETE" && PathText.IsId(rest) ? _files : null;
    }

    private Route? MatchBatch(string method, ReadOnlySpan<char> rest)
    {
        if (PathText.IsIdBefore(rest, "/cancel"))
        {
            return method == "POST" ? _batches : null;
        }

        return method is "GET" or "HEAD" && PathText.IsId(rest) ? _batches : null;
    }

    private Route? MatchUpload(string method, ReadOnlySpan<char> rest) =>
        method == "POST"
        && (
            PathText.IsIdBefore(rest, "/parts")
            || PathText.IsIdBefore(rest, "/complete")
            || PathText.IsIdBefore(rest, "/cancel")
        )
            ? _files
            : null;
}
