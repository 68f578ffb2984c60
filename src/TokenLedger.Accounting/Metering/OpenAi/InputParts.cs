using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>The parts of a prompt, each inside the prompt's count.</summary>
internal struct InputParts
{
    /// <summary>Tokens read from a cache.</summary>
    public Counter Cached;

    private Counter written;
    private Counter audio;
    private Counter image;
    private Counter cachedAudio;
    private Counter cachedImage;
    private Counter hit;
    private Counter missed;
    private bool misshapen;

    /// <summary>Reads the object of details.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            if (reader.ValueSpan.SequenceEqual("cached_tokens_details"u8))
            {
                ReadCached(ref reader);
                continue;
            }

            _ =
                JsonStep.Counts(ref reader, "cached_tokens"u8, ref Cached)
                || JsonStep.Counts(ref reader, "cache_write_tokens"u8, ref written)
                || JsonStep.Counts(ref reader, "audio_tokens"u8, ref audio)
                || JsonStep.Counts(ref reader, "image_tokens"u8, ref image)
                || JsonStep.PassOver(ref reader);
        }
    }

    /// <summary>Reads a part that stands beside the details, the reader on its name; false when it is none.</summary>
    /// <remarks>DeepSeek counts hits and misses of its cache, Together writes cached_tokens without details.</remarks>
    public bool ReadBeside(ref Utf8JsonReader reader) =>
        JsonStep.Counts(ref reader, "prompt_cache_hit_tokens"u8, ref hit)
        || JsonStep.Counts(ref reader, "prompt_cache_miss_tokens"u8, ref missed)
        || JsonStep.Counts(ref reader, "cached_tokens"u8, ref Cached);

    /// <summary>Adds what the prompt was made of; false when the parts do not fit the whole or were no counts.</summary>
    public readonly bool AddTo(ref QuantityList quantities, long whole)
    {
        bool fits = true;
        long read = Limited(Math.Max(Cached.Value, hit.Value), whole, ref fits);
        long write = Limited(written.Value, whole - read, ref fits);
        long readAudio = Limited(cachedAudio.Value, Math.Min(read, audio.Value), ref fits);
        long readImage = Limited(cachedImage.Value, Math.Min(read - readAudio, image.Value), ref fits);
        long unread = whole - read - write;
        long freshAudio = Limited(audio.Value - readAudio, unread, ref fits);
        long freshImage = Limited(image.Value - readImage, unread - freshAudio, ref fits);
        quantities.Add(Meters.Input, unread - freshAudio - freshImage);
        quantities.Add(Meters.InputAudio, freshAudio);
        quantities.Add(Meters.InputImage, freshImage);
        quantities.Add(Meters.CacheRead, read - readAudio - readImage);
        quantities.Add(Meters.CacheReadAudio, readAudio);
        quantities.Add(Meters.CacheReadImage, readImage);
        quantities.Add(Meters.CacheWrite, write);
        bool hitsAndMisses = !hit.Known || !missed.Known || hit.Value + missed.Value == whole;
        return fits && hitsAndMisses && !AnyUnreadable();
    }

    private readonly bool AnyUnreadable() =>
        Cached.Unreadable
        || written.Unreadable
        || audio.Unreadable
        || image.Unreadable
        || cachedAudio.Unreadable
        || cachedImage.Unreadable
        || hit.Unreadable
        || missed.Unreadable
        || misshapen;

    private void ReadCached(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            _ =
                JsonStep.Counts(ref reader, "audio_tokens"u8, ref cachedAudio)
                || JsonStep.Counts(ref reader, "image_tokens"u8, ref cachedImage)
                || JsonStep.PassOver(ref reader);
        }
    }

    private static long Limited(long part, long whole, ref bool fits)
    {
        fits &= part <= whole;
        return Math.Min(part, whole);
    }
}
