using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Dialects.Conversations;

namespace TokenLedger.Gateway.Runaway;

/// <summary>
/// Reads the newest step of an agent from a request of any dialect: the model's last turn (the tools it called, with
/// their arguments) and what answers it (the tools' results, the next prompt). Only digests leave it.
/// </summary>
/// <remarks>Formats: OpenAI chat and responses, Anthropic messages, Gemini, Bedrock converse, Cohere, Mistral, Ollama.</remarks>
internal sealed class StepReader
{
    /// <summary>Most elements of a conversation that are looked at, from its end.</summary>
    private const int MostElements = 64;

    private readonly KeyedHash _hash;
    private readonly TextDigest _texts;
    private readonly ArgumentsDigest _arguments;

    /// <param name="hash">Makes the digests; steps can be compared only under one secret.</param>
    public StepReader(KeyedHash hash)
    {
        _hash = hash;
        _texts = new TextDigest(hash);
        _arguments = new ArgumentsDigest(hash);
    }

    /// <summary>One whose digests mean the same after a restart.</summary>
    public static StepReader With(FingerprintKey key)
    {
        Span<byte> secret = stackalloc byte[32];
        key.OfSecret("agent-step", "", "", secret);
        return new StepReader(new KeyedHash(secret));
    }

    /// <summary>The step; null for calls that are no conversation, or that do not show what they do.</summary>
    public AgentStep? Read(InferenceCall call)
    {
        if (!Turns.AreIn(call.Route) || call.Reading.Conversation is not var (start, length))
        {
            return null;
        }

        // The same words to another model, or of another agent of the session, are another step.
        ulong who = Of(call.ModelAsked) ^ (Of(call.Attribution.Agent) * 3);
        return Read(call.MeantBytes.Slice(start, length), who);
    }

    /// <summary>The step of a conversation: a JSON array of messages, or a text.</summary>
    public AgentStep? Read(ReadOnlySpan<byte> conversation, ulong who)
    {
        StepDigest step = new(_hash, _texts, _arguments);
        if (conversation is [(byte)'"', ..])
        {
            step.AddPrompt(conversation);
            return step.End(who);
        }

        ArrayTail tail = new(conversation);
        bool answered = false;
        for (int i = 0; i < MostElements && tail.Previous(out ReadOnlySpan<byte> element); i++)
        {
            Turn turn = Turns.Of(element);
            if (answered && turn is not Turn.Model)
            {
                break;
            }

            answered |= turn == Turn.Model;
            step.Add(element, turn);
        }

        return step.End(who);
    }

    private ulong Of(string? name) => name is null ? 0 : _hash.Of(Encoding.UTF8.GetBytes(name));
}
