using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Adds up the tokens of the images, files and sounds of a request. An image that is in the request says how large it is;
/// of everything else only the fact that it is there is known.
/// </summary>
internal sealed class MediaTokens(string provider, string? model)
{
    /// <summary>Tokens taken for a file or a sound, whose pages or seconds are not known.</summary>
    public const int PerPart = 800;

    private const int PerPartError = 100;

    /// <summary>Base64 characters decoded to find an image's size: a JPEG may have a preview in front of it.</summary>
    private const int MostDecoded = 128 * 1024;

    private TokenEstimate last; // of the object being read, as long as its detail may still come
    private ImageSize? lastSize;
    private bool lastIsImage;
    private bool low;

    /// <summary>All parts so far.</summary>
    public TokenEstimate Total { get; private set; }

    /// <summary>Whether the member the reader stands on holds a part that is no text.</summary>
    public static bool IsMedia(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("image_url"u8)
        || reader.ValueTextEquals("image"u8)
        || reader.ValueTextEquals("images"u8)
        || reader.ValueTextEquals("source"u8)
        || reader.ValueTextEquals("inlineData"u8)
        || reader.ValueTextEquals("inline_data"u8)
        || reader.ValueTextEquals("fileData"u8)
        || reader.ValueTextEquals("file_data"u8)
        || reader.ValueTextEquals("input_audio"u8)
        || reader.ValueTextEquals("file"u8);

    /// <summary>Forgets the object before; a new one begins.</summary>
    public void Forget() => (lastIsImage, low) = (false, false);

    /// <summary>Adds a part by the value of its member.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        Utf8JsonReader reader = new(value, new JsonReaderOptions { MaxDepth = JsonSkimmer.MaxDepth });
        bool isDetail = false;
        bool isDocument = false;
        ImageSize? size = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isDetail = reader.ValueTextEquals("detail"u8);
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                low |= isDetail && reader.ValueTextEquals("low"u8);
                isDocument |= IsNoImage(reader.ValueSpan);
                size ??= SizeOf(reader.ValueSpan);
            }
        }

        lastIsImage = !isDocument;
        lastSize = size;
        last = isDocument ? TokenEstimate.Within(PerPart, PerPartError) : ImageTokens.Of(provider, model, size, low);
        Total += last;
    }

    /// <summary>Takes the detail asked for of the image in the same object, before it or behind it.</summary>
    public void Detail(ReadOnlySpan<byte> value)
    {
        low = value.SequenceEqual("\"low\""u8);
        if (low && lastIsImage)
        {
            TokenEstimate again = ImageTokens.Of(provider, model, lastSize, low);
            Total = new(Total.Tokens - last.Tokens + again.Tokens, Total.Error - last.Error + again.Error);
            last = again;
        }
    }

    private static bool IsNoImage(ReadOnlySpan<byte> text) =>
        text.StartsWith("application/"u8)
        || text.StartsWith("audio/"u8)
        || text.StartsWith("video/"u8)
        || text.StartsWith("text/"u8)
        || text.StartsWith("data:application/"u8)
        || text.StartsWith("file-"u8)
        || text.SequenceEqual("wav"u8)
        || text.SequenceEqual("mp3"u8);

    /// <summary>The size of an image in base64, bare or as a data link.</summary>
    private static ImageSize? SizeOf(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("data:"u8))
        {
            text = text[(text.IndexOf((byte)',') + 1)..];
        }

        text = text[..(Math.Min(text.Length, MostDecoded) / 4 * 4)];
        byte[] file = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length) + 1);
        Base64.DecodeFromUtf8(text, file, out _, out int length);
        ImageSize? size = ImageSize.Read(file.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(file);
        return size;
    }
}
