using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// What a request can make a provider read or do beyond the bytes of its body. A strict budget must know: a picture, a
/// file named by its id or a conversation the provider keeps has more tokens than bytes, and tools that the provider runs
/// itself have no bound at all.
/// </summary>
/// <param name="Outside">Whether input is named, or packed, that its bytes do not bound; the model's context does.</param>
/// <param name="Media">Whether tokens of sound or pictures may be billed, in or out.</param>
/// <param name="Unbounded">What nothing bounds, in words; null when everything is bounded.</param>
internal readonly record struct RequestReach(bool Outside, bool Media, string? Unbounded)
{
    /// <summary>Whether it may ask for more than one answer (<see cref="Answers"/>).</summary>
    public bool MayWantMore { get; init; }

    private const string HostedTools = "tools that the provider runs";
    private const string Unreadable = "a body that cannot be read";

    /// <summary>Reads a body. Members are found by what their names mean, however they are escaped.</summary>
    /// <param name="api">The route's api ("openai.responses").</param>
    /// <param name="body">The body, decoded.</param>
    public static RequestReach Of(string api, ReadOnlySpan<byte> body)
    {
        Reading reading = new(api, stackalloc char[LongestName], stackalloc char[LongestName]);
        scoped JsonWalk walk = new(body);
        while (walk.Next())
        {
            reading.Take(ref walk);
        }

        return walk.Malformed
            ? new(false, false, Unreadable)
            : new(reading.Outside, reading.Media, reading.Unbounded) { MayWantMore = reading.MayWantMore };
    }

    /// <summary>Which part of the body is being read.</summary>
    private enum Section
    {
        /// <summary>What the model reads.</summary>
        Input,

        /// <summary>The tools offered.</summary>
        Tools,

        /// <summary>Bedrock's tools.</summary>
        ToolConfig,

        /// <summary>Settings: nothing in them is read by the model.</summary>
        Settings,
    }

    private ref struct Reading(string api, Span<char> names, Span<char> texts)
    {
        private readonly Span<char> _names = names;
        private readonly Span<char> _texts = texts;
        private Section _section;

        public bool Outside { get; private set; }

        public bool Media { get; private set; }

        public string? Unbounded { get; private set; }

        public bool MayWantMore { get; private set; }

        public void Take(scoped ref JsonWalk walk)
        {
            ReadOnlySpan<char> name = JsonWalk.Meant(walk.Name, _names);
            if (walk.Depth == 1)
            {
                EnterSection(name, walk);
            }
            else if (_section == Section.Tools)
            {
                TakeTool(name, walk);
            }
            else if (_section == Section.ToolConfig)
            {
                Unbounded ??= name is "systemTool" ? HostedTools : null;
            }
            else if (_section == Section.Input)
            {
                TakeInput(name, ref walk);
            }
            else
            {
                Media |= name is "responseModalities" or "response_modalities" && !IsNothing(walk);
            }
        }

        private void EnterSection(scoped ReadOnlySpan<char> name, scoped in JsonWalk walk)
        {
            _section = name switch
            {
                "tools" => Section.Tools,
                "toolConfig" => Section.ToolConfig,
                "messages"
                or "input"
                or "contents"
                or "system"
                or "systemInstruction"
                or "system_instruction"
                or "instructions"
                or "prompt"
                or "chat_history"
                or "documents" => Section.Input,
                _ => Section.Settings,
            };
            if (IsNothing(walk))
            {
                return;
            }

            Outside |= KeptByProvider(name) || (name is "prompt" && walk.First == '{');
            Media |= name is "modalities" or "audio" or "images" or "image";
            MayWantMore |= Answers.MayBeSaidBy(name);
            Unbounded ??= Endless(name);
        }

        private void TakeTool(scoped ReadOnlySpan<char> name, scoped in JsonWalk walk)
        {
            const int InTool = 3; // { "tools": [ { here
            if (walk.Depth != InTool)
            {
                return;
            }

            bool hosted = name is "type"
                ? walk.First == '"' && !RunsAtCaller(JsonWalk.Meant(walk.Text, _texts))
                : api.StartsWith("gemini.", StringComparison.Ordinal)
                    && name is not ("functionDeclarations" or "function_declarations");
            Unbounded ??= hosted ? HostedTools : null;
        }

        private void TakeInput(scoped ReadOnlySpan<char> name, scoped ref JsonWalk walk)
        {
            if (name is "type")
            {
                bool plain = walk.First != '"' || IsPlain(JsonWalk.Meant(walk.Text, _texts));
                Outside |= !plain;
                Media |= !plain;
            }
            else if (Packs(name) && !IsNothing(walk))
            {
                Outside = Media = true;
            }
            else if (name is "input" && walk.First == '{')
            {
                walk.Skip(); // what a tool was called with is data to the provider
            }
        }

        private static bool IsNothing(scoped in JsonWalk walk) => walk.First is (byte)'n' or (byte)'f';
    }

    /// <summary>Names and texts longer than any that matters are taken for unknown ones.</summary>
    private const int LongestName = 64;

    /// <summary>Top-level members that add input the provider has.</summary>
    private static bool KeptByProvider(ReadOnlySpan<char> name) =>
        name
            is "previous_response_id"
                or "conversation"
                or "conversation_id"
                or "cachedContent"
                or "cached_content"
                or "promptVariables"
                or "thread_id"
                or "file_ids"
                or "attachments"
                or "images"
                or "image";

    /// <summary>Top-level members by which the provider reads, or spends, without a bound.</summary>
    private static string? Endless(ReadOnlySpan<char> name) =>
        name switch
        {
            "web_search_options" or "search_parameters" or "plugins" or "mcp_servers" or "connectors" => HostedTools,
            "enable_search" or "web_search" or "container" => HostedTools,
            "agent_id" or "assistant_id" => "an agent whose settings the provider keeps",
            "models" => "a choice of other models",
            "background" => "an answer made in the background",
            _ => null,
        };

    /// <summary>Members that carry, or name, something other than text.</summary>
    private static bool Packs(ReadOnlySpan<char> name) =>
        name
            is "image_url"
                or "file_id"
                or "file_url"
                or "file_uri"
                or "fileUri"
                or "fileData"
                or "file_data"
                or "inlineData"
                or "inline_data"
                or "input_audio"
                or "s3Location"
                or "image"
                or "images"
                or "audio"
                or "video"
                or "document";

    /// <summary>Parts and items that are text, or only frame it.</summary>
    private static bool IsPlain(ReadOnlySpan<char> type) =>
        type
            is "text"
                or "input_text"
                or "output_text"
                or "refusal"
                or "message"
                or "tool_use"
                or "tool_result"
                or "function"
                or "function_call"
                or "function_call_output"
                or "custom"
                or "custom_tool_call"
                or "custom_tool_call_output"
                or "local_shell_call"
                or "local_shell_call_output"
                or "reasoning"
                or "reasoning_text"
                or "summary_text"
                or "thinking"
                or "redacted_thinking"
                or "ephemeral";

    /// <summary>Tools that the caller runs: what they bring comes in with the next request.</summary>
    private static bool RunsAtCaller(ReadOnlySpan<char> type) =>
        type is "function" or "custom" or "local_shell" or "apply_patch"
        || type.StartsWith("bash_", StringComparison.Ordinal)
        || type.StartsWith("text_editor_", StringComparison.Ordinal)
        || type.StartsWith("memory_", StringComparison.Ordinal);
}
