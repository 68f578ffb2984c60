using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// The prompt tokens of a request body, for a look before the call or when the provider reported nothing: texts, what
/// stands around each message, tools and schemas, images by their provider's formula. What each part rests on, and how
/// far it may be off, is in docs/tokens.md.
/// </summary>
public static class PromptEstimate
{
    /// <summary>Tokens around each message; its role is counted with its text.</summary>
    public const int PerMessage = 3;

    /// <summary>Tokens that a message's name costs beside itself.</summary>
    public const int PerName = 1;

    /// <summary>Tokens that open the answer of a chat.</summary>
    public const int ReplyPriming = 3;

    /// <summary>Tokens by which what stands around a message may differ from ours.</summary>
    private const int ErrorPerMessage = 1;

    /// <summary>The tokens of an estimate; 0 for a body that is not a JSON object.</summary>
    public static long Count(string provider, string? model, ReadOnlySpan<byte> body) =>
        Of(provider, model, body).Tokens;

    /// <summary>The estimate with its error; nothing for a body that is not a JSON object.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="body">The request body of a chat, messages, responses, completion or embedding call.</param>
    public static TokenEstimate Of(string provider, string? model, ReadOnlySpan<byte> body)
    {
        TokenCounter counter = TokenCounter.ForModel(provider, model);
        PromptText prompt = new(provider, model, counter);
        TokenEstimate tools = default;
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (IsMessages(ref skimmer, member))
            {
                prompt.AddMessages(value);
            }
            else if (IsSystem(ref skimmer, member))
            {
                prompt.AddMessage(value);
            }
            else if (IsText(ref skimmer, member))
            {
                prompt.AddTexts(value);
            }
            else if (IsTools(ref skimmer, member))
            {
                tools += ToolTokens.Of(provider, counter, value);
            }
        }

        return prompt.Total + Around(prompt.Messages, model) + tools;
    }

    private static TokenEstimate Around(long messages, string? model) =>
        messages == 0 || model?.Contains("embed", StringComparison.OrdinalIgnoreCase) == true
            ? default
            : new(messages * PerMessage + ReplyPriming, (messages + 1) * ErrorPerMessage);

    private static bool IsMessages(ref JsonSkimmer body, in Member member) =>
        body.NameIs(member, "messages"u8)
        || body.NameIs(member, "input"u8)
        || body.NameIs(member, "contents"u8)
        || body.NameIs(member, "chat_history"u8);

    private static bool IsSystem(ref JsonSkimmer body, in Member member) =>
        body.NameIs(member, "system"u8)
        || body.NameIs(member, "instructions"u8)
        || body.NameIs(member, "systemInstruction"u8)
        || body.NameIs(member, "system_instruction"u8)
        || body.NameIs(member, "preamble"u8)
        || body.NameIs(member, "message"u8);

    private static bool IsText(ref JsonSkimmer body, in Member member) =>
        body.NameIs(member, "prompt"u8)
        || body.NameIs(member, "suffix"u8)
        || body.NameIs(member, "texts"u8)
        || body.NameIs(member, "query"u8)
        || body.NameIs(member, "documents"u8)
        || body.NameIs(member, "content"u8)
        || body.NameIs(member, "requests"u8)
        || body.NameIs(member, "inputText"u8);

    private static bool IsTools(ref JsonSkimmer body, in Member member) =>
        body.NameIs(member, "tools"u8)
        || body.NameIs(member, "functions"u8)
        || body.NameIs(member, "toolConfig"u8)
        || body.NameIs(member, "response_format"u8);
}
