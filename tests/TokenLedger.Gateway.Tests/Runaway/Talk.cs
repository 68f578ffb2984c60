using System.Text;
using System.Text.Json.Nodes;

namespace TokenLedger.Gateway.Tests.Runaway;

/// <summary>A conversation as an agent sends it: the whole of it with every call, one turn longer each time.</summary>
internal sealed class Talk(string dialect)
{
    private readonly JsonArray _turns = [];
    private int _calls;

    public static TheoryData<string> Dialects { get; } =
    ["chat", "responses", "messages", "gemini", "converse", "cohere"];

    public Talk User(string text)
    {
        _turns.Add(
            (JsonNode)(
                dialect switch
                {
                    "gemini" => new JsonObject
                    {
                        ["role"] = "user",
                        ["parts"] = new JsonArray(new JsonObject { ["text"] = text }),
                    },
                    "converse" => new JsonObject
                    {
                        ["role"] = "user",
                        ["content"] = new JsonArray(new JsonObject { ["text"] = text }),
                    },
                    _ => new JsonObject { ["role"] = "user", ["content"] = text },
                }
            )
        );
        return this;
    }

    public Talk Says(string text)
    {
        _turns.Add(
            (JsonNode)(
                dialect switch
                {
                    "gemini" => new JsonObject
                    {
                        ["role"] = "model",
                        ["parts"] = new JsonArray(new JsonObject { ["text"] = text }),
                    },
                    "responses" => new JsonObject
                    {
                        ["type"] = "message",
                        ["role"] = "assistant",
                        ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = text }),
                    },
                    "converse" => new JsonObject
                    {
                        ["role"] = "assistant",
                        ["content"] = new JsonArray(new JsonObject { ["text"] = text }),
                    },
                    _ => new JsonObject { ["role"] = "assistant", ["content"] = text },
                }
            )
        );
        return this;
    }

    /// <summary>The model calls a tool, saying a word about it, and the tool answers.</summary>
    public Talk Tool(string name, string arguments, string result)
    {
        string id = $"call_{_calls++:x8}"; // never the same twice
        string word = $"Let me see ({id}).";
        JsonNode? given = JsonNode.Parse(arguments);
        switch (dialect)
        {
            case "chat" or "cohere":
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "assistant",
                            ["content"] = word,
                            ["tool_calls"] = new JsonArray(
                                new JsonObject
                                {
                                    ["id"] = id,
                                    ["type"] = "function",
                                    ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
                                }
                            ),
                        }
                );
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "tool",
                            ["tool_call_id"] = id,
                            ["content"] = result,
                        }
                );
                break;
            case "responses":
                _turns.Add((JsonNode)new JsonObject { ["type"] = "reasoning", ["id"] = "rs_" + id });
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "function_call",
                            ["call_id"] = id,
                            ["name"] = name,
                            ["arguments"] = arguments,
                        }
                );
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "function_call_output",
                            ["call_id"] = id,
                            ["output"] = result,
                        }
                );
                break;
            case "messages":
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "assistant",
                            ["content"] = new JsonArray(
                                new JsonObject { ["type"] = "thinking", ["thinking"] = "hm " + id },
                                new JsonObject { ["type"] = "text", ["text"] = word },
                                new JsonObject
                                {
                                    ["type"] = "tool_use",
                                    ["id"] = id,
                                    ["name"] = name,
                                    ["input"] = given,
                                }
                            ),
                        }
                );
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "user",
                            ["content"] = new JsonArray(
                                new JsonObject
                                {
                                    ["type"] = "tool_result",
                                    ["tool_use_id"] = id,
                                    ["content"] = result,
                                },
                                new JsonObject
                                {
                                    ["type"] = "text",
                                    ["text"] = $"<system-reminder>\n{_calls} turns so far\n</system-reminder>",
                                }
                            ),
                        }
                );
                break;
            case "gemini":
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "model",
                            ["parts"] = new JsonArray(
                                new JsonObject { ["text"] = word },
                                new JsonObject
                                {
                                    ["functionCall"] = new JsonObject { ["name"] = name, ["args"] = given },
                                }
                            ),
                        }
                );
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "user",
                            ["parts"] = new JsonArray(
                                new JsonObject
                                {
                                    ["functionResponse"] = new JsonObject
                                    {
                                        ["name"] = name,
                                        ["response"] = new JsonObject { ["output"] = result },
                                    },
                                }
                            ),
                        }
                );
                break;
            default:
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "assistant",
                            ["content"] = new JsonArray(
                                new JsonObject { ["text"] = word },
                                new JsonObject
                                {
                                    ["toolUse"] = new JsonObject
                                    {
                                        ["toolUseId"] = id,
                                        ["name"] = name,
                                        ["input"] = given,
                                    },
                                }
                            ),
                        }
                );
                _turns.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["role"] = "user",
                            ["content"] = new JsonArray(
                                new JsonObject
                                {
                                    ["toolResult"] = new JsonObject
                                    {
                                        ["toolUseId"] = id,
                                        ["content"] = new JsonArray(new JsonObject { ["text"] = result }),
                                    },
                                }
                            ),
                        }
                );
                break;
        }

        return this;
    }

    /// <summary>The conversation as it stands in the request.</summary>
    public byte[] Json() => Encoding.UTF8.GetBytes(_turns.ToJsonString());
}
