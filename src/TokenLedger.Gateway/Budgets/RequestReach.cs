using System.Text;
using System.Text.Json;

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
    private const string HostedTools = "tools that the provider runs";
    private const string Unreadable = "a body that cannot be read";

    /// <summary>Reads a body. Members are found by what their names mean, however they are escaped.</summary>
    /// <param name="api">The route's api ("openai.responses").</param>
    /// <param name="body">The body, decoded.</param>
    public static RequestReach Of(string api, ReadOnlySpan<byte> body)
    {
        Reading reading = new(api);
        try
        {
            Utf8JsonReader json = new(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return new(false, false, Unreadable);
            }

            while (json.Read())
            {
                reading.Take(ref json);
            }
        }
        catch (JsonException)
        {
            return new(false, false, Unreadable);
        }

        return new(reading.Outside, reading.Media, reading.Unbounded);
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

    private ref struct Reading(string api)
    {
        private Section _section;

        public bool Outside { get; private set; }

        public bool Media { get; private set; }

        public string? Unbounded { get; private set; }

        public void Take(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                return;
            }

            string name = json.ValueSpan.Length <= LongestName ? TextOf(ref json) : "";
            int depth = json.CurrentDepth;
            json.Read();
            if (depth == 1)
            {
                EnterSection(name, ref json);
            }
            else if (_section == Section.Tools)
            {
                TakeTool(name, depth, ref json);
            }
            else if (_section == Section.ToolConfig)
            {
                Unbounded ??= name == "systemTool" ? HostedTools : null;
            }
            else if (_section == Section.Input)
            {
                TakeInput(name, ref json);
            }
            else
            {
                Media |= name is "responseModalities" or "response_modalities" && !IsNothing(ref json);
            }
        }

        private void EnterSection(string name, ref Utf8JsonReader json)
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
            if (IsNothing(ref json))
            {
                return;
            }

            Outside |= KeptByProvider(name) || (name == "prompt" && json.TokenType == JsonTokenType.StartObject);
            Media |= name is "modalities" or "audio" or "images" or "image";
            Unbounded ??= Endless(name);
        }

        private void TakeTool(string name, int depth, ref Utf8JsonReader json)
        {
            const int InTool = 3; // { "tools": [ { here
            if (depth != InTool)
            {
                return;
            }

            bool hosted =
                name == "type"
                    ? json.TokenType == JsonTokenType.String && !RunsAtCaller(TextOf(ref json))
                    : api.StartsWith("gemini.", StringComparison.Ordinal)
                        && name is not ("functionDeclarations" or "function_declarations");
            Unbounded ??= hosted ? HostedTools : null;
        }

        private void TakeInput(string name, ref Utf8JsonReader json)
        {
            if (name == "type")
            {
                bool plain = json.TokenType != JsonTokenType.String || IsPlain(TextOf(ref json));
                Outside |= !plain;
                Media |= !plain;
            }
            else if (Packs(name) && !IsNothing(ref json))
            {
                Outside = Media = true;
            }
            else if (name == "input" && json.TokenType == JsonTokenType.StartObject)
            {
                json.Skip(); // what a tool was called with is data to the provider
            }
        }

        private static bool IsNothing(ref Utf8JsonReader json) =>
            json.TokenType is JsonTokenType.Null or JsonTokenType.False;
    }

    /// <summary>What conversations are mostly made of: no string is made of it for each of a thousand messages.</summary>
    private static readonly (byte[] Written, string Text)[] s_usual =
    [
        .. new[]
        {
            "role",
            "content",
            "type",
            "text",
            "id",
            "name",
            "function",
            "arguments",
            "tool_call_id",
            "tool_calls",
            "tool_use",
            "tool_result",
            "tool_use_id",
            "input",
            "parts",
            "message",
            "call_id",
            "output",
            "input_text",
            "output_text",
            "description",
            "properties",
            "parameters",
            "string",
        }.Select(text => (Encoding.UTF8.GetBytes(text), text)),
    ];

    /// <summary>A name or a text as it is meant, however it is escaped.</summary>
    private static string TextOf(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            foreach ((byte[] written, string text) in s_usual)
            {
                if (json.ValueSpan.SequenceEqual(written))
                {
                    return text;
                }
            }
        }

        return json.GetString()!;
    }

    /// <summary>Names longer than any that matters are not read.</summary>
    private const int LongestName = 256; // the longest that matters, every character escaped, is shorter

    /// <summary>Top-level members that add input the provider has.</summary>
    private static bool KeptByProvider(string name) =>
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
    private static string? Endless(string name) =>
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
    private static bool Packs(string name) =>
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
    private static bool IsPlain(string type) =>
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
    private static bool RunsAtCaller(string type) =>
        type is "function" or "custom" or "local_shell" or "apply_patch"
        || type.StartsWith("bash_", StringComparison.Ordinal)
        || type.StartsWith("text_editor_", StringComparison.Ordinal)
        || type.StartsWith("memory_", StringComparison.Ordinal);
}
