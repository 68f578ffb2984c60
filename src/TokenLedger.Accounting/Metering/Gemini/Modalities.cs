using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Gemini;

/// <summary>
/// A count split by modality: [{"modality": "AUDIO", "tokenCount": 9000}, …]. Text and documents are what is left of
/// the whole; they cost the same.
/// </summary>
internal struct Modalities
{
    private Counter audio;
    private Counter image;
    private Counter video;
    private bool unreadableText;
    private bool misshapen;

    /// <summary>Whether any count was none.</summary>
    public readonly bool Unreadable =>
        misshapen || audio.Unreadable || image.Unreadable || video.Unreadable || unreadableText;

    /// <summary>Reads the array, the reader on its name.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!JsonStep.EnterArray(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextObject(ref reader, ref misshapen))
        {
            ReadPart(ref reader);
        }
    }

    /// <summary>Adds the parts of a prompt, cached and fresh; false when they do not fit the whole.</summary>
    public readonly bool AddInput(ref QuantityList quantities, long whole, long cached, in Modalities cachedBy)
    {
        bool fits = true;
        long read = Limited(cached, whole, ref fits);
        long readAudio = Limited(cachedBy.audio.Value, read, ref fits);
        long readImage = Limited(cachedBy.image.Value, read - readAudio, ref fits);
        long readVideo = Limited(cachedBy.video.Value, read - readAudio - readImage, ref fits);
        long unread = whole - read;
        long freshAudio = Limited(Math.Max(0, audio.Value - readAudio), unread, ref fits);
        long freshImage = Limited(Math.Max(0, image.Value - readImage), unread - freshAudio, ref fits);
        long freshVideo = Limited(Math.Max(0, video.Value - readVideo), unread - freshAudio - freshImage, ref fits);
        quantities.Add(Meters.Input, unread - freshAudio - freshImage - freshVideo);
        quantities.Add(Meters.InputAudio, freshAudio);
        quantities.Add(Meters.InputImage, freshImage);
        quantities.Add(Meters.InputVideo, freshVideo);
        quantities.Add(Meters.CacheRead, read - readAudio - readImage - readVideo);
        quantities.Add(Meters.CacheReadAudio, readAudio);
        quantities.Add(Meters.CacheReadImage, readImage);
        quantities.Add(Meters.CacheReadVideo, readVideo);
        return fits;
    }

    /// <summary>Adds the parts of an answer; false when they do not fit the whole.</summary>
    public readonly bool AddOutput(ref QuantityList quantities, long whole)
    {
        bool fits = true;
        long spoken = Limited(audio.Value, whole, ref fits);
        long drawn = Limited(image.Value, whole - spoken, ref fits);
        long filmed = Limited(video.Value, whole - spoken - drawn, ref fits);
        quantities.Add(Meters.Output, whole - spoken - drawn - filmed);
        quantities.Add(Meters.OutputAudio, spoken);
        quantities.Add(Meters.OutputImage, drawn);
        quantities.Add(Meters.OutputVideo, filmed);
        return fits;
    }

    private void ReadPart(ref Utf8JsonReader reader)
    {
        Counter count = default;
        Modality modality = Modality.Text;
        while (JsonStep.NextMember(ref reader))
        {
            if (reader.ValueSpan.SequenceEqual("tokenCount"u8))
            {
                JsonStep.Count(ref reader, ref count);
            }
            else if (reader.ValueSpan.SequenceEqual("modality"u8))
            {
                reader.Read();
                modality = Named(ref reader);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        switch (modality)
        {
            case Modality.Audio:
                audio.Take(in count);
                break;
            case Modality.Image:
                image.Take(in count);
                break;
            case Modality.Video:
                video.Take(in count);
                break;
            default:
                unreadableText |= count.Unreadable;
                break;
        }
    }

    private static Modality Named(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? Modality.Text
        : reader.ValueTextEquals("AUDIO"u8) ? Modality.Audio
        : reader.ValueTextEquals("IMAGE"u8) ? Modality.Image
        : reader.ValueTextEquals("VIDEO"u8) ? Modality.Video
        : Modality.Text;

    private static long Limited(long part, long whole, ref bool fits)
    {
        fits &= part <= whole;
        return Math.Min(part, whole);
    }

    private enum Modality
    {
        Text,
        Audio,
        Image,
        Video,
    }
}
