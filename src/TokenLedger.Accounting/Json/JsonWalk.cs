using System.Text;

namespace TokenLedger.Accounting.Json;

/// <summary>
/// Goes through every member of a JSON object, however deep, in the order written, without reading what texts say. For
/// large bodies of which the shape matters.
/// </summary>
/// <remarks>
/// All that stands outside texts is checked as a full parser does, so nobody can make it and a provider see different
/// members in the same bytes. Malformed input, and nesting deeper than <see cref="JsonSkimmer.MaxDepth"/>, stops it with
/// <see cref="Malformed"/>; it never throws.
/// </remarks>
public ref struct JsonWalk
{
    private readonly ReadOnlySpan<byte> json;
    private JsonCursor at;
    private UInt128 isArray; // one bit per open level below the outer object, the innermost lowest
    private int open; // levels, the outer object included
    private bool started;
    private bool isEmpty; // whether the innermost level has nothing in it yet
    private int nameStart;
    private int nameLength;
    private int valueStart;

    /// <summary>Starts before the object's opening brace.</summary>
    public JsonWalk(ReadOnlySpan<byte> json)
    {
        this.json = json;
        at = new JsonCursor(json);
    }

    /// <summary>True when the bytes are not one JSON object.</summary>
    public bool Malformed { get; private set; }

    /// <summary>How deep the member stands: 1 for those of the outer object; arrays count too.</summary>
    public int Depth { get; private set; }

    /// <summary>The member's name as written, without its quotation marks.</summary>
    public readonly ReadOnlySpan<byte> Name => json.Slice(nameStart, nameLength);

    /// <summary>The first byte of the member's value.</summary>
    public readonly byte First => json[valueStart];

    /// <summary>The member's value as written, without its quotation marks; empty when it is no text.</summary>
    public readonly ReadOnlySpan<byte> Text =>
        First == '"' ? json[(valueStart + 1)..(at.Position - 1)] : ReadOnlySpan<byte>.Empty;

    /// <summary>Goes to the next member: first those within this one's value.</summary>
    /// <returns>False at the end, or when the input is malformed.</returns>
    public bool Next()
    {
        Begin();
        while (!Malformed && open > 0)
        {
            if (Step())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Passes over the members within this one's value.</summary>
    public void Skip()
    {
        int depth = Depth;
        while (!Malformed && open > depth)
        {
            _ = Step();
        }
    }

    /// <summary>A name or a text as it is meant, however it is escaped.</summary>
    /// <param name="written">As it is written.</param>
    /// <param name="into">Takes it; large enough for what matters.</param>
    /// <returns>The text; empty when it is longer, or not one that Unicode allows.</returns>
    public static ReadOnlySpan<char> Meant(scoped ReadOnlySpan<byte> written, Span<char> into)
    {
        if (written.Contains((byte)'\\'))
        {
            string plain = written.Length > 6 * into.Length ? "" : EscapedText.Plain(written);
            return plain.Length <= into.Length ? plain : "";
        }

        return Encoding.UTF8.TryGetChars(written, into, out int length) ? into[..length] : [];
    }

    private void Begin()
    {
        if (!started)
        {
            started = true;
            isEmpty = true;
            open = at.Take((byte)'{') ? 1 : 0;
            Malformed = open == 0;
        }
    }

    // Goes on by a member, an element or a closing bracket; true at a member.
    private bool Step()
    {
        int next = at.Peek();
        bool inArray = (isArray & 1) != 0;
        if (next == (inArray ? ']' : '}'))
        {
            return Close();
        }

        if (!isEmpty)
        {
            Malformed = !at.Take((byte)',');
            next = at.Peek();
        }

        isEmpty = false;
        bool isSound = !Malformed && (inArray ? Enter(next) : Member(next));
        Malformed = !isSound;
        return isSound && !inArray;
    }

    private bool Close()
    {
        at.Position++;
        open--;
        isArray >>= 1;
        isEmpty = false;
        Malformed = open == 0 && at.Peek() >= 0;
        return false;
    }

    private bool Member(int first)
    {
        nameStart = at.Position + 1;
        if (first != '"' || !at.SkipText())
        {
            return false;
        }

        nameLength = at.Position - nameStart - 1;
        if (!at.Take((byte)':'))
        {
            return false;
        }

        first = at.Peek();
        valueStart = at.Position;
        Depth = open;
        return Enter(first);
    }

    // Into an object or an array, over anything else.
    private bool Enter(int first)
    {
        if (first is not ('{' or '['))
        {
            return at.SkipPlain(first);
        }

        at.Position++;
        open++;
        isArray = (isArray << 1) | (first == '[' ? 1u : 0u);
        isEmpty = true;
        return open <= JsonSkimmer.MaxDepth + 1;
    }
}
