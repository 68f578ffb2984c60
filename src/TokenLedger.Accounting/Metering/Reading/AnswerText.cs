using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>Whether a member of this name holds text of the answer.</summary>
internal delegate bool NamedText(ReadOnlySpan<byte> name);

/// <summary>
/// Gathers the pieces of a streamed answer as they stand in the JSON, escapes included, and undoes the escapes only
/// when somebody asks: most streams report their usage and the text is never needed.
/// </summary>
internal sealed class AnswerText
{
    /// <summary>Bytes kept of an answer; what comes after is not counted.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private byte[] bytes = [];
    private int length;

    /// <summary>Bytes of text seen, also those that were not kept or have been let go.</summary>
    public long Seen { get; private set; }

    /// <summary>Whether nothing was gathered.</summary>
    public bool IsEmpty => length == 0;

    /// <summary>Adds the inside of a JSON text.</summary>
    public void Add(ReadOnlySpan<byte> escaped)
    {
        Seen += escaped.Length;
        if (length + escaped.Length > MaxBytes)
        {
            return;
        }

        if (length + escaped.Length > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(length + escaped.Length, Math.Max(256, bytes.Length * 2)));
        }

        escaped.CopyTo(bytes.AsSpan(length));
        length += escaped.Length;
    }

    /// <summary>Adds every text below a JSON value that stands under one of these names, at any depth.</summary>
    public void AddNamed(ReadOnlySpan<byte> json, NamedText isText)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && isText(reader.ValueSpan))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        Add(reader.ValueSpan);
                    }
                }
            }
        }
        catch (JsonException)
        {
            // The text only serves an estimate: what could be read of it is kept.
        }
    }

    /// <summary>Lets the text go, once the provider has reported the count.</summary>
    public void Forget()
    {
        bytes = [];
        length = 0;
    }

    /// <summary>The text without escapes; a lone surrogate stays as it is, a broken escape is left out.</summary>
    public override string ToString() => EscapedText.Plain(bytes.AsSpan(0, length));
}
