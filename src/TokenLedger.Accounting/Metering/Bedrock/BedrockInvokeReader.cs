using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Bedrock;

/// <summary>
/// InvokeModel: the vendor's own body (Anthropic, Nova, Titan, Llama, Mistral, Cohere and others, told by its shape),
/// beside which Bedrock puts its own counts: into headers of a body, and into "amazon-bedrock-invocationMetrics" of a
/// stream's last chunk. A chunk of a stream wraps the vendor's event as base64 in "bytes".
/// </summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/userguide/inference-invoke.html</remarks>
internal sealed class BedrockInvokeReader(RequestFacts request) : AnswerReader(request)
{
    private BedrockUsage usage;
    private VendorCounts counts;
    private bool hasMetrics;
    private bool embedded;

    /// <inheritdoc/>
    protected override bool OutputIsReported => Streamed ? hasMetrics : usage.OutputIsReported;

    /// <inheritdoc/>
    public override void ReadHeaders(Func<string, string?> header)
    {
        Served.TakeId(header("x-amzn-requestid"));
        usage.TakeHeaders(header);
    }

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadVendor(json, placeholder: false);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        if (name.EndsWith("Exception"u8))
        {
            Failed = true;
            return StreamEventKind.Terminal;
        }

        if (!ReadWrapped(data))
        {
            ReadVendor(data, placeholder: false);
        }

        return hasMetrics ? StreamEventKind.Terminal : StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? hasMetrics : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        BedrockUsage known = usage;
        counts.AddTo(ref known);
        return known.AddTo(ref quantities, answers: !embedded);
    }

    /// <summary>Reads the event wrapped in a chunk; false when there is none.</summary>
    private bool ReadWrapped(ReadOnlySpan<byte> data)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "bytes"u8))
            {
                ReadBase64(skimmer.Value(member)[1..^1]);
                return true;
            }

            // Decoded event streams name the message: {"chunk": {"bytes": …}}.
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "chunk"u8))
            {
                return ReadWrapped(skimmer.Value(member));
            }
        }

        return false;
    }

    private void ReadBase64(ReadOnlySpan<byte> text)
    {
        byte[] place = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        try
        {
            if (Base64.DecodeFromUtf8(text, place, out _, out int written) == OperationStatus.Done)
            {
                ReadVendor(place.AsSpan(0, written), placeholder: false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(place);
        }
    }

    private bool ReadVendor(ReadOnlySpan<byte> json, bool placeholder)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "usage"u8) && member.Kind == JsonValueKind.Object)
            {
                Raw.Add(value);
                usage.Read(value, withOutput: !placeholder);
            }
            else if (skimmer.NameIs(member, "amazon-bedrock-invocationMetrics"u8))
            {
                hasMetrics = true;
                Raw.Add(value);
                usage.Read(value);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "message"u8))
            {
                // Anthropic's message_start, whose output count is a placeholder; its id and model stand inside.
                ReadVendor(value, placeholder: Streamed);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "metadata"u8))
            {
                ReadVendor(value, placeholder: false);
            }
            else if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "id"u8))
            {
                Served.TakeId(value);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "error"u8))
            {
                Failed = true;
            }
            else
            {
                embedded |= skimmer.NameIs(member, "embedding"u8) || skimmer.NameIs(member, "embeddings"u8);
                counts.Read(in skimmer, in member, value);
            }
        }

        if (Streamed)
        {
            Answer.AddNamed(json, IsText);
        }

        return skimmer.IsComplete;
    }

    /// <summary>The vendors' names for a piece of text.</summary>
    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("text"u8)
        || name.SequenceEqual("thinking"u8)
        || name.SequenceEqual("partial_json"u8)
        || name.SequenceEqual("generation"u8)
        || name.SequenceEqual("outputText"u8)
        || name.SequenceEqual("completion"u8)
        || name.SequenceEqual("content"u8);
}
