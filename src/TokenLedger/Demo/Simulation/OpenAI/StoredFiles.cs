using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>A file that was uploaded, or made by a batch.</summary>
internal sealed record StoredFile(string Id, string Name, string Purpose, long CreatedAt, byte[] Bytes)
{
    /// <summary>The answers it holds when it is a batch's output.</summary>
    public IReadOnlyList<BatchedAnswer> Batched { get; init; } = [];

    public JsonObject Describe() =>
        new()
        {
            ["id"] = Id,
            ["object"] = "file",
            ["bytes"] = Bytes.Length,
            ["created_at"] = CreatedAt,
            ["filename"] = Name,
            ["purpose"] = Purpose,
            ["status"] = "processed",
        };
}

/// <summary>/v1/files: the newest <see cref="Capacity"/> are kept.</summary>
internal sealed class StoredFiles
{
    /// <summary>Files kept.</summary>
    public const int Capacity = 1_000;

    private readonly Lock guard = new();
    private readonly OrderedDictionary<string, StoredFile> byId = new(StringComparer.Ordinal);

    public void Keep(StoredFile file)
    {
        lock (guard)
        {
            byId[file.Id] = file;
            if (byId.Count > Capacity)
            {
                byId.RemoveAt(0);
            }
        }
    }

    public StoredFile? Find(string id)
    {
        lock (guard)
        {
            return byId.GetValueOrDefault(id);
        }
    }

    public Answer Upload(SimulatedRequest request)
    {
        if (request.Form?.File is not { } part)
        {
            return OpenAIErrors.Of(400, "invalid_request_error", null, "A file is required.");
        }

        string purpose = request.Form.Text("purpose") ?? "user_data";
        StoredFile file = new(request.Id("file-"), part.FileName!, purpose, request.CreatedAt, part.Bytes);
        Keep(file);
        return new Answer { Body = file.Describe() };
    }

    public Answer List()
    {
        lock (guard)
        {
            return new Answer
            {
                Body = new JsonObject
                {
                    ["object"] = "list",
                    ["data"] = Wire.Array(byId.Values.Select(file => file.Describe())),
                    ["has_more"] = false,
                },
            };
        }
    }

    public Answer Get(string id) => Find(id) is { } file ? new Answer { Body = file.Describe() } : Unknown(id);

    /// <summary>A file's own bytes.</summary>
    public Answer Content(string id) =>
        Find(id) is { } file
            ? new Answer
            {
                Content = file.Bytes,
                ContentType = "application/octet-stream",
                Batched = file.Batched,
            }
            : Unknown(id);

    public Answer Delete(string id)
    {
        lock (guard)
        {
            byId.Remove(id);
        }

        return new Answer
        {
            Body = new JsonObject
            {
                ["id"] = id,
                ["object"] = "file",
                ["deleted"] = true,
            },
        };
    }

    private static Answer Unknown(string id) =>
        OpenAIErrors.Of(404, "invalid_request_error", null, $"No such File object: {id}");
}
