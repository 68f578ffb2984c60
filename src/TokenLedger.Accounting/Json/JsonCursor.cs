namespace TokenLedger.Accounting.Json;

/// <summary>A place in JSON bytes, and how to pass over what begins there. Never throws.</summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> json = json;

    /// <summary>The next byte's place.</summary>
    public int Position { get; set; }

    /// <summary>Passes over white space; the byte after it, -1 at the end.</summary>
    public int Peek()
    {
        int at = Position;
        while (at < json.Length && json[at] is ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            at++;
        }

        Position = at;
        return at < json.Length ? json[at] : -1;
    }

    /// <summary>Passes over white space and a byte, if it is the one expected.</summary>
    public bool Take(byte expected)
    {
        bool found = Peek() == expected;
        Position += found ? 1 : 0;
        return found;
    }

    /// <summary>
    /// Passes over a text, from its quotation mark on. Texts of code are full of escapes, so only quotation marks are looked
    /// for: the one ends the text that has an even number of backslashes before it.
    /// </summary>
    public bool SkipText()
    {
        int first = ++Position;
        while (true)
        {
            int next = json[Position..].IndexOf((byte)'"');
            if (next < 0)
            {
                return false;
            }

            int quotes = Position + next;
            int before = quotes;
            while (before > first && json[before - 1] == '\\')
            {
                before--;
            }

            Position = quotes + 1;
            if ((quotes - before) % 2 == 0)
            {
                return true;
            }

            first = Position; // what an escaped quotation mark ends is not counted again
        }
    }

    /// <summary>Passes over a value that is neither an object nor an array.</summary>
    /// <param name="first">Its first byte.</param>
    public bool SkipPlain(int first) =>
        first switch
        {
            '"' => SkipText(),
            't' => SkipWord("true"u8),
            'f' => SkipWord("false"u8),
            'n' => SkipWord("null"u8),
            '-' or (>= '0' and <= '9') => SkipNumber(),
            _ => false,
        };

    private bool SkipWord(ReadOnlySpan<byte> word)
    {
        bool found = json[Position..].StartsWith(word);
        Position += found ? word.Length : 0;
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
        int start = Position;
        while (Position < json.Length && char.IsAsciiDigit((char)json[Position]))
        {
            Position++;
        }

        return Position > start;
    }

    private bool TakeByte(byte expected)
    {
        bool found = Position < json.Length && json[Position] == expected;
        Position += found ? 1 : 0;
        return found;
    }
}
