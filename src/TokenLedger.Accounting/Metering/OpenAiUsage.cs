using System.Text.Json;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// The usage object of the OpenAI family, in all its spellings. Cached, written, audio and image tokens are parts of
/// the prompt; reasoning and audio tokens are parts of the answer. So parts are subtracted, never added.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/chat/object and .../responses/object</remarks>
internal struct OpenAiUsage
{
    private Counter prompt;
    private Counter completion;
    private Counter total;
    private Counter cached;
    private Counter written;
    private Counter audioIn;
    private Counter imageIn;
    private Counter cachedAudio;
    private Counter cachedImage;
    private Counter reasoning;
    private Counter audioOut;
    private Counter imageOut;
    private bool unreadableSeconds;

    /// <summary>Whether a usage object with any count was read.</summary>
    public readonly bool Reported => prompt.Known || completion.Known || total.Known || Seconds is not null;

    /// <summary>Whether a main count was there but could not be read, so that a part of the usage is unknown.</summary>
    public readonly bool PartlyUnreadable =>
        (prompt.Unreadable && !prompt.Known) || (completion.Unreadable && !completion.Known);

    /// <summary>Whether the counts contradict each other or were no counts.</summary>
    public bool Inconsistent { get; private set; }

    /// <summary>Seconds of audio, where the provider bills by duration.</summary>
    public decimal? Seconds { get; private set; }

    /// <summary>The whole prompt.</summary>
    public readonly long? Prompt => prompt.Known ? prompt.Value : null;

    /// <summary>Reads a usage object.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("prompt_tokens"u8) || reader.ValueSpan.SequenceEqual("input_tokens"u8))
            {
                Next(ref reader, ref prompt);
            }
            else if (
                reader.ValueSpan.SequenceEqual("completion_tokens"u8)
                || reader.ValueSpan.SequenceEqual("output_tokens"u8)
            )
            {
                Next(ref reader, ref completion);
            }
            else if (reader.ValueSpan.SequenceEqual("total_tokens"u8))
            {
                Next(ref reader, ref total);
            }
            else if (
                reader.ValueSpan.SequenceEqual("prompt_tokens_details"u8)
                || reader.ValueSpan.SequenceEqual("input_tokens_details"u8)
                || reader.ValueSpan.SequenceEqual("input_token_details"u8)
            )
            {
                ReadInputParts(ref reader);
            }
            else if (
                reader.ValueSpan.SequenceEqual("completion_tokens_details"u8)
                || reader.ValueSpan.SequenceEqual("output_tokens_details"u8)
                || reader.ValueSpan.SequenceEqual("output_token_details"u8)
            )
            {
                ReadOutputParts(ref reader);
            }
            else if (reader.ValueSpan.SequenceEqual("seconds"u8))
            {
                ReadSeconds(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Takes a duration that stands outside a usage object.</summary>
    public void TakeSeconds(decimal seconds) => Seconds = seconds;

    /// <summary>Adds the disjoint quantities, limiting parts to their whole.</summary>
    public void AddTo(ref QuantityList quantities)
    {
        // Judged anew each time: counters of a stream may contradict each other until the last one has come.
        Inconsistent = AnyUnreadable();
        AddInput(ref quantities);
        AddOutput(ref quantities);
        quantities.Add(Meters.AudioSeconds, Seconds ?? 0);
        Inconsistent |=
            total.Known && prompt.Known && Seconds is null && total.Value != prompt.Value + completion.Value;
    }

    private void AddInput(ref QuantityList quantities)
    {
        long whole = prompt.Known ? prompt.Value : Math.Max(0, total.Value - completion.Value);
        long read = Limited(cached.Value, whole);
        long write = Limited(written.Value, whole - read);
        long readAudio = Limited(cachedAudio.Value, Math.Min(read, audioIn.Value));
        long readImage = Limited(cachedImage.Value, Math.Min(read - readAudio, imageIn.Value));
        long unread = whole - read - write;
        long audio = Limited(audioIn.Value - readAudio, unread);
        long image = Limited(imageIn.Value - readImage, unread - audio);
        quantities.Add(Meters.Input, unread - audio - image);
        quantities.Add(Meters.InputAudio, audio);
        quantities.Add(Meters.InputImage, image);
        quantities.Add(Meters.CacheRead, read - readAudio - readImage);
        quantities.Add(Meters.CacheReadAudio, readAudio);
        quantities.Add(Meters.CacheReadImage, readImage);
        quantities.Add(Meters.CacheWrite, write);
    }

    private void AddOutput(ref QuantityList quantities)
    {
        long whole = completion.Value;
        long thought = Limited(reasoning.Value, whole);
        long audio = Limited(audioOut.Value, whole - thought);
        long image = Limited(imageOut.Value, whole - thought - audio);
        quantities.Add(Meters.Output, whole - thought - audio - image);
        quantities.Add(Meters.OutputReasoning, thought);
        quantities.Add(Meters.OutputAudio, audio);
        quantities.Add(Meters.OutputImage, image);
    }

    private long Limited(long part, long whole)
    {
        Inconsistent |= part > whole;
        return Math.Min(part, whole);
    }

    private readonly bool AnyUnreadable() =>
        unreadableSeconds
        || prompt.Unreadable
        || completion.Unreadable
        || cached.Unreadable
        || written.Unreadable
        || audioIn.Unreadable
        || imageIn.Unreadable
        || cachedAudio.Unreadable
        || cachedImage.Unreadable
        || reasoning.Unreadable
        || audioOut.Unreadable
        || imageOut.Unreadable;

    private static void Next(ref Utf8JsonReader reader, ref Counter counter)
    {
        reader.Read();
        counter.Read(ref reader);
    }

    private void ReadInputParts(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("cached_tokens"u8))
            {
                Next(ref reader, ref cached);
            }
            else if (reader.ValueSpan.SequenceEqual("cache_write_tokens"u8))
            {
                Next(ref reader, ref written);
            }
            else if (reader.ValueSpan.SequenceEqual("audio_tokens"u8))
            {
                Next(ref reader, ref audioIn);
            }
            else if (reader.ValueSpan.SequenceEqual("image_tokens"u8))
            {
                Next(ref reader, ref imageIn);
            }
            else if (reader.ValueSpan.SequenceEqual("cached_tokens_details"u8))
            {
                ReadCachedParts(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadCachedParts(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("audio_tokens"u8))
            {
                Next(ref reader, ref cachedAudio);
            }
            else if (reader.ValueSpan.SequenceEqual("image_tokens"u8))
            {
                Next(ref reader, ref cachedImage);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadOutputParts(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("reasoning_tokens"u8))
            {
                Next(ref reader, ref reasoning);
            }
            else if (reader.ValueSpan.SequenceEqual("audio_tokens"u8))
            {
                Next(ref reader, ref audioOut);
            }
            else if (reader.ValueSpan.SequenceEqual("image_tokens"u8))
            {
                Next(ref reader, ref imageOut);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Goes into an object; anything else is passed over.</summary>
    private static bool Enter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    private void ReadSeconds(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out decimal seconds) && seconds >= 0)
        {
            Seconds = Math.Min(seconds, Counter.Max);
        }
        else
        {
            unreadableSeconds |= reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }
    }
}
