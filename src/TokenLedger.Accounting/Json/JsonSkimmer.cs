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
    private JsonCursor at;
    private bool started;

    /// <summary>Starts before the object's opening brace.</summary>
    public JsonSkimmer(ReadOnlySpan<byte> json)
    {
        this.json = json;
        at = new JsonCursor(json);
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
            return at.Take((byte)'{') ? (at.Peek() == '}' ? Close() : Read(out member)) : Fail();
        }

        return at.Peek() switch
        {
            (byte)'}' => Close(),
            (byte)',' => at.Take((byte)',') && Read(out member),
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
        if (at.Peek() != '"')
        {
            return Fail();
        }

        int nameStart = at.Position + 1;
        if (!at.SkipText())
        {
            return Fail();
        }

        int nameLength = at.Position - nameStart - 1;
        bool nameIsEscaped = json.Slice(nameStart, nameLength).Contains((byte)'\\');
        if (!at.Take((byte)':'))
        {
            return Fail();
        }

        int first = at.Peek();
        int valueStart = at.Position;
        JsonValueKind kind = SkipValue(first);
        if (kind == JsonValueKind.Undefined)
        {
            return Fail();
        }

        member = new(nameStart, nameLength, valueStart, at.Position - valueStart, kind, nameIsEscaped);
        return true;
    }

    private JsonValueKind SkipValue(int first)
    {
        JsonValueKind kind = first switch
        {
            '"' => JsonValueKind.String,
            '{' => JsonValueKind.Object,
            '[' => JsonValueKind.Array,
            't' => JsonValueKind.True,
            'f' => JsonValueKind.False,
            'n' => JsonValueKind.Null,
            _ => JsonValueKind.Number,
        };
        bool skipped = kind is JsonValueKind.Object or JsonValueKind.Array ? SkipNested() : at.SkipPlain(first);
        return skipped ? kind : JsonValueKind.Undefined;
    }

    private bool SkipNested()
    {
        UInt128 isArray = 0; // one bit per open level, the innermost lowest
        int depth = 0;
        do
        {
            // Between two texts stands one comma or colon as a rule: no need to start a vector search for it.
            while (at.Position < json.Length && (json[at.Position] is (byte)',' or (byte)':'))
            {
                at.Position++;
            }

            if (at.Position < json.Length && json[at.Position] != '"')
            {
                int next = json[at.Position..].IndexOfAny(Structure);
                at.Position = next < 0 ? json.Length : at.Position + next;
            }

            if (at.Position >= json.Length)
            {
                return false;
            }

            byte mark = json[at.Position];
            switch (mark)
            {
                case (byte)'"':
                    if (!at.SkipText())
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

            at.Position++;
        } while (depth > 0);
        return true;
    }

    private bool Close()
    {
        at.Position++;
        IsComplete = at.Peek() < 0;
        Malformed = !IsComplete;
        return false;
    }

    private bool Fail()
    {
        Malformed = true;
        return false;
    }
}
