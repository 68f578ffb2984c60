namespace TokenLedger.Functional.Tests.Dialects;

/// <summary>Calls in every dialect there is, by name.</summary>
internal static class DialectCalls
{
    private const string User = """[{"role":"user","content":"What does a ledger hold?"}]""";
    private const string Contents = """{"contents":[{"role":"user","parts":[{"text":"What does a ledger hold?"}]}]""";
    private const string Converse =
        """{"messages":[{"role":"user","content":[{"text":"What does a ledger hold?"}]}]}""";
    private const string Gemini = "/v1beta/models/gemini-2.5-flash:";
    private const string Vertex = "/v1/projects/p/locations/global/publishers/";
    private const string Nova = "/model/amazon.nova-lite-v1:0/";
    private const string Haiku = "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/";
    private const string Deployment = "/openai/deployments/team-blue/";

    private const string Claude =
        "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":200,\"messages\":" + User + "}";

    /// <summary>Who tells the usage of a stream only when asked.</summary>
    private static readonly string[] Quietly = ["azure", "sambanova", "vllm", "llamacpp"];

    private static readonly Dictionary<string, DialectCall> All = new()
    {
        ["gemini"] = new("gemini", "", Gemini + "generateContent", Contents + "}"),
        ["gemini thinking"] = new("gemini", "", "/v1beta/models/gemini-2.5-pro:generateContent", Contents + "}"),
        ["gemini grounded"] = new(
            "gemini",
            "",
            "/v1beta/models/gemini-3-flash-preview:generateContent",
            Contents + ",\"tools\":[{\"googleSearch\":{}}]}"
        ),
        ["gemini events"] = new("gemini", "", Gemini + "streamGenerateContent?alt=sse", Contents + "}"),
        ["gemini array"] = new("gemini", "", Gemini + "streamGenerateContent", Contents + "}"),
        ["gemini embed"] = new(
            "gemini",
            "",
            "/v1beta/models/gemini-embedding-001:embedContent",
            """{"content":{"parts":[{"text":"What does a ledger hold?"}]}}"""
        ),
        ["gemini compatible"] = Chat("gemini", "", "/v1beta/openai/chat/completions", "gemini-2.5-flash", false),
        ["vertex"] = new("vertex", "", Vertex + "google/models/gemini-2.5-flash:generateContent", Contents + "}"),
        ["vertex events"] = new(
            "vertex",
            "",
            Vertex + "google/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
            Contents + "}"
        ),
        ["vertex claude"] = new("vertex", "", Vertex + "anthropic/models/claude-haiku-4-5@20251001:rawPredict", Claude),
        ["vertex claude events"] = new(
            "vertex",
            "",
            Vertex + "anthropic/models/claude-haiku-4-5@20251001:streamRawPredict",
            Claude[..^1] + ",\"stream\":true}"
        ),
        ["bedrock"] = new("bedrock", "", Nova + "converse", Converse),
        ["bedrock stream"] = new("bedrock", "", Nova + "converse-stream", Converse),
        ["bedrock invoke"] = new("bedrock", "", Haiku + "invoke", Claude),
        ["bedrock invoke stream"] = new("bedrock", "", Haiku + "invoke-with-response-stream", Claude),
        ["bedrock embed"] = new(
            "bedrock",
            "",
            "/model/amazon.titan-embed-text-v2:0/invoke",
            """{"inputText":"What does a ledger hold?"}"""
        ),
        ["cohere"] = new("cohere", "", "/v2/chat", Cohere(User, "messages", false)),
        ["cohere events"] = new("cohere", "", "/v2/chat", Cohere(User, "messages", true)),
        ["cohere first"] = new("cohere", "", "/v1/chat", Cohere("\"What does a ledger hold?\"", "message", false)),
        ["cohere lines"] = new("cohere", "", "/v1/chat", Cohere("\"What does a ledger hold?\"", "message", true)),
        ["cohere embed"] = new(
            "cohere",
            "",
            "/v2/embed",
            """{"model":"embed-v4.0","input_type":"search_query","embedding_types":["float"],"texts":["a","b c"]}"""
        ),
        ["cohere rerank"] = new(
            "cohere",
            "",
            "/v2/rerank",
            """{"model":"rerank-v3.5","query":"ledger","documents":["one","two"]}"""
        ),
        ["ollama"] = new("ollama", "", "/api/chat", Ollama("messages", User, ",\"stream\":false")),
        ["ollama lines"] = new("ollama", "", "/api/chat", Ollama("messages", User, "")),
        ["ollama generate lines"] = new("ollama", "", "/api/generate", Ollama("prompt", "\"Hold\"", "")),
        ["ollama embed"] = new("ollama", "", "/api/embed", Ollama("input", "[\"a\",\"b c\"]", "")),
        ["ollama compatible"] = Chat("ollama", "", "/v1/chat/completions", "llama3.2", false),
        ["azure"] = Chat("azure", "", Deployment + "chat/completions?api-version=2025-04-01-preview", "", false),
        ["azure events"] = Chat("azure", "", Deployment + "chat/completions?api-version=2025-04-01-preview", "", true),
        ["azure quiet events"] = Chat(
            "azure",
            "",
            Deployment + "chat/completions?api-version=2025-04-01-preview",
            "",
            streamed: true,
            quiet: true
        ),
        ["mistral ocr"] = new(
            "mistral",
            "",
            "/v1/ocr",
            """{"model":"mistral-ocr-latest","document":{"type":"document_url","document_url":"https://a.example"}}"""
        ),
        ["mistral fim"] = new(
            "mistral",
            "",
            "/v1/fim/completions",
            """{"model":"codestral-latest","prompt":"def add(","suffix":"return sum"}"""
        ),
        ["together rerank"] = new(
            "together",
            "",
            "/v1/rerank",
            """{"model":"Salesforce/Llama-Rank-V1","query":"ledger","documents":["one","two"]}"""
        ),
    };

    /// <summary>Calls answered with one body.</summary>
    public static TheoryData<string> Whole => [.. All.Keys.Where(name => !IsStream(name)), .. Compatible("")];

    /// <summary>Calls answered with a stream.</summary>
    public static TheoryData<string> Streams =>
        [.. All.Keys.Where(name => IsStream(name) && !IsQuiet(name)), .. Compatible(" events")];

    /// <summary>Streams that do not ask for their usage, of providers that tell it only then.</summary>
    public static TheoryData<string> Quiet => [.. Quietly.Select(provider => provider + " quiet events")];

    public static DialectCall Named(string name)
    {
        if (All.TryGetValue(name, out DialectCall? call))
        {
            return call;
        }

        (string provider, string basePath, string model) = Models.Single(chat => chat.Provider == name.Split(' ')[0]);
        // Perplexity's chat stands at its root, whatever its callers write.
        string path = provider == "perplexity" ? "/chat/completions" : "/v1/chat/completions";
        return Chat(provider, basePath, path, model, IsStream(name), IsQuiet(name));
    }

    /// <summary>Chats of the providers that speak the OpenAI dialect in their own flavor.</summary>
    private static readonly (string Provider, string BasePath, string Model)[] Models =
    [
        ("groq", "/openai", "openai/gpt-oss-120b"),
        ("mistral", "", "mistral-small-latest"),
        ("deepseek", "", "deepseek-reasoner"),
        ("xai", "", "grok-4-fast-reasoning"),
        ("perplexity", "", "sonar"),
        ("openrouter", "/api", "google/gemini-2.5-flash"),
        ("together", "", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
        ("fireworks", "/inference", "accounts/fireworks/models/glm-5p2"),
        ("cerebras", "", "gpt-oss-120b"),
        ("sambanova", "", "Meta-Llama-3.3-70B-Instruct"),
        ("vllm", "", "Qwen/Qwen3-32B"),
        ("llamacpp", "", "local-model"),
    ];

    private static bool IsQuiet(string name) => name.EndsWith(" quiet events", StringComparison.Ordinal);

    private static IEnumerable<string> Compatible(string ending) => Models.Select(chat => chat.Provider + ending);

    private static bool IsStream(string name) =>
        name.EndsWith(" events", StringComparison.Ordinal)
        || name.EndsWith(" array", StringComparison.Ordinal)
        || name.EndsWith(" lines", StringComparison.Ordinal)
        || name.EndsWith(" stream", StringComparison.Ordinal);

    private static DialectCall Chat(
        string provider,
        string basePath,
        string path,
        string model,
        bool streamed,
        bool quiet = false
    )
    {
        bool asks = streamed && !quiet && Quietly.Contains(provider);
        string stream = streamed ? ",\"stream\":true" : "";
        string options = asks ? ",\"stream_options\":{\"include_usage\":true}" : "";
        string body = $$"""{"model":"{{model}}","messages":{{User}}{{stream}}{{options}}}""";
        return new DialectCall(provider, basePath, path, body);
    }

    private static string Cohere(string text, string member, bool streamed) =>
        $$"""{"model":"command-a-03-2025","{{member}}":{{text}}{{(streamed ? ",\"stream\":true" : "")}}}""";

    private static string Ollama(string member, string text, string more) =>
        $$"""{"model":"llama3.2","{{member}}":{{text}}{{more}}}""";
}
