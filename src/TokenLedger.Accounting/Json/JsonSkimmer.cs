using System.Buffers;
using System.Text.Json;

namespace TokenLedger.Accounting.Json;

/// <summary>One member of a JSON object, as places in the bytes that were skimmed.</summary>
/// <param name="NameStart">First byte of the name, after its quotation mark.</param>
/// <param name="NameLength">Bytes of the name as written, escapes included.</param>
/// <param name="ValueStart">First byte of the value; for a text its quotation mark.</param>
/// <param name="ValueLength">Bytes of the value, quotation marks and brackets included.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="NameIsEscaped">Whether the name as written holds escapes.</param>
public readonly record struct Member(
    int NameStart,
    int NameLength,
    int ValueStart,
    int ValueLength,
    JsonValueKind Kind,
    bool NameIsEscaped
);

/// <summary>
/// Finds the members of a JSON object without parsing their values: texts are leapt over with vector instructions,
/// nested objects and arrays by their brackets. For bodies of which a few members matter.
/// </summary>
/// <remarks>
/// It checks the outer object and that brackets pair up, not what stands inside values. Malformed input, and nesting
/// deeper than <see cref="MaxDepth"/>, stops it with <see cref="Malformed"/>; it never throws.
/// </remarks>
public ref struct JsonSkimmer
{
    /// <summary>Levels of nesting below a member that are followed.</summary>
    public const int MaxDepth = 128;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    private readonly ReadOnlySpan<byte> json;
    private int position;
    private bool started;
    private bool escaped; // whether the text skipped last held escapes

    /// <summary>Starts before the object's opening brace.</summary>
    public JsonSkimmer(ReadOnlySpan<byte> json)
    {
        this.json = json;
    }

    /// <summary>True once the object was closed and only white space follows.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>True when the bytes are not one JSON object.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Goes to the next member.</summary>
    /// <returns>False at the end, or when the input is malformed.</returns>
    public bool Next(out Member member)
    {
        member = default;
        if (IsComplete || Malformed)
        {
            return false;
        }

        if (!started)
        {
            started = true;
            return Take((byte)'{') ? (Peek() == '}' ? Close() : Read(out member)) : Fail();
        }

        return Peek() switch
        {
            (byte)'}' => Close(),
            (byte)',' => Take((byte)',') && Read(out member),
            _ => Fail(),
        };
    }

    /// <summary>Whether a member has this name, however it is escaped.</summary>
    public readonly bool NameIs(scoped in Member member, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> written = json.Slice(member.NameStart, member.NameLength);
        if (!member.NameIsEscaped)
        {
            return written.SequenceEqual(name);
        }

        // The quotation marks around it make the name a JSON text of its own.
        try
        {
            Utf8JsonReader reader = new(json.Slice(member.NameStart - 1, member.NameLength + 2));
            return reader.Read() && reader.ValueTextEquals(name);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The bytes of a member's value.</summary>
    public readonly ReadOnlySpan<byte> Value(scoped in Member member) =>
        json.Slice(member.ValueStart, member.ValueLength);

    private bool Read(out Member member)
    {
        member = default;
        if (Peek() != '"')
        {
            return Fail();
        }

        int nameStart = position + 1;
        if (!SkipText())
        {
            return Fail();
        }

        int nameLength = position - nameStart - 1;
        bool nameIsEscaped = escaped;
        if (!Take((byte)':'))
        {
            return Fail();
        }

        int first = Peek();
        int valueStart = position;
        JsonValueKind kind = SkipValue(first);
        if (kind == JsonValueKind.Undefined)
        {
            return Fail();
        }

        member = new(nameStart, nameLength, valueStart, position - valueStart, kind, nameIsEscaped);
        return true;
    }

    private JsonValueKind SkipValue(int first) =>
        first switch
        {
            '"' => SkipText() ? JsonValueKind.String : JsonValueKind.Undefined,
            '{' => SkipNested() ? JsonValueKind.Object : JsonValueKind.Undefined,
            '[' => SkipNested() ? JsonValueKind.Array : JsonValueKind.Undefined,
            't' => SkipWord("true"u8) ? JsonValueKind.True : JsonValueKind.Undefined,
            'f' => SkipWord("false"u8) ? JsonValueKind.False : JsonValueKind.Undefined,
            'n' => SkipWord("null"u8) ? JsonValueKind.Null : JsonValueKind.Undefined,
            '-' or (>= '0' and <= '9') => SkipNumber() ? JsonValueKind.Number : JsonValueKind.Undefined,
            _ => JsonValueKind.Undefined,
        };

    private bool SkipText()
    {
        escaped = false;
        position++;
        while (true)
        {
            int next = json[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return false;
            }

            position += next + 1;
            if (json[position - 1] == '"')
            {
                return true;
            }

            escaped = true;
            if (++position > json.Length)
            {
                return false;
            }
        }
    }

    private bool SkipNested()
    {
        UInt128 isArray = 0; // one bit per open level, the innermost lowest
        int depth = 0;
        do
        {
            // Between two texts stands one comma or colon as a rule: no need to start a vector search for it.
            while (position < json.Length && (json[position] is (byte)',' or (byte)':'))
            {
                position++;
            }

            if (position < json.Length && json[position] != '"')
            {
                int next = json[position..].IndexOfAny(Structure);
                position = next < 0 ? json.Length : position + next;
            }

            if (position >= json.Length)
            {
                return false;
            }

            byte mark = json[position];
            switch (mark)
            {
                case (byte)'"':
                    if (!SkipText())
                    {
                        return false;
                    }

                    continue;
                case (byte)'{' or (byte)'[':
                    if (++depth > MaxDepth)
                    {
                        return false;
                    }

                    isArray = (isArray << 1) | (mark == '[' ? 1u : 0u);
                    break;
                default:
                    if ((isArray & 1) != (mark == ']' ? 1u : 0u))
                    {
                        return false;
                    }

                    isArray >>= 1;
                    depth--;
                    break;
            }

            position++;
        } while (depth > 0);
        return true;
    }

    private bool SkipWord(ReadOnlySpan<byte> word)
    {
        bool found = json[position..].StartsWith(word);
        position += found ? word.Length : 0;
        return found;
    }

    private bool SkipNumber()
    {
        TakeByte((byte)'-');
        bool whole = TakeByte((byte)'0') || SkipDigits();
        bool fraction = !TakeByte((byte)'.') || SkipDigits();
        bool exponent = true;
        if (TakeByte((byte)'e') || TakeByte((byte)'E'))
        {
            _ = TakeByte((byte)'-') || TakeByte((byte)'+');
            exponent = SkipDigits();
        }

        return whole && fraction && exponent;
    }

    private bool SkipDigits()
    {
        int start = position;
        while (position < json.Length && char.IsAsciiDigit((char)json[position]))
        {
            position++;
        }

        return position > start;
    }

    private bool TakeByte(byte expected)
    {
        bool found = position < json.Length && json[position] == expected;
        position += found ? 1 : 0;
        return found;
    }

    private int Peek()
    {
        while (position < json.Length && json[position] is ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            position++;
        }

        return position < json.Length ? json[position] : -1;
    }

    private bool Take(byte expected)
    {
        bool found = Peek() == expected;
        position += found ? 1 : 0;
        return found;
    }

    private bool Close()
    {
        position++;
        IsComplete = Peek() < 0;
        Malformed = !IsComplete;
        return false;
    }

    private bool Fail()
    {
        Malformed = true;
        return false;
    }
}
