using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Checks in one pass that bytes are in canonical form, and reads the few facts the ledger needs. Unknown members are
/// accepted: an entry of a newer version is still provable.
/// </summary>
internal ref struct CanonicalScan
{
    private const int DeepestNesting = 8;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private string? _problem;
    private EntryFacts _facts;
    private int _required;
    private bool _escaped;

    private CanonicalScan(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    private enum Scope
    {
        Entry,
        Lines,
        Line,
        Other,
    }

    /// <summary>Scans one entry.</summary>
    /// <returns>What is not canonical or missing; null when nothing.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes, out EntryFacts facts)
    {
        CanonicalScan scan = new(bytes);
        if (!Utf8.IsValid(bytes))
        {
            facts = default;
            return "it is not valid UTF-8";
        }

        bool whole = scan.Object(Scope.Entry, 0) && scan._at == bytes.Length;
        facts = scan._facts;
        if (!whole)
        {
            return scan._problem ?? $"there is more after its end at byte {scan._at}";
        }

        return scan._required == 0b1111 ? null : "it lacks one of id, kind, recorded_at, v";
    }

    private bool Value(Scope scope, int depth)
    {
        if (depth > DeepestNesting)
        {
            return Fail("it is nested too deeply");
        }

        return Peek() switch
        {
            (byte)'{' => Object(scope == Scope.Lines ? Scope.Line : Scope.Other, depth),
            (byte)'[' => Array(scope, depth),
            (byte)'"' => String(out _),
            (byte)'t' => Literal("true"u8),
            (byte)'f' => Literal("false"u8),
            _ => Integer(),
        };
    }

    private bool Object(Scope scope, int depth)
    {
        if (!Take((byte)'{'))
        {
            return false;
        }

        if (Peek() == (byte)'}')
        {
            _at++;
            return true;
        }

        ReadOnlySpan<byte> previous = default;
        bool escaped = false;
        for (bool first = true; ; first = false)
        {
            if (!String(out ReadOnlySpan<byte> name) || !Take((byte)':'))
            {
                return false;
            }

            escaped |= _escaped;

            if (!first && !Ascends(previous, name, escaped))
            {
                return Fail("its members are not sorted by name");
            }

            previous = name;
            int start = _at;
            bool lines = scope == Scope.Entry && name.SequenceEqual("lines"u8);
            if (!Value(lines ? Scope.Lines : Scope.Other, depth + 1))
            {
                return false;
            }

            if (scope != Scope.Other && !Member(scope, name, _bytes[start.._at]))
            {
                return Fail($"its member {Encoding.UTF8.GetString(name)} is malformed");
            }

            if (Peek() == (byte)'}')
            {
                _at++;
                return true;
            }

            if (!Take((byte)','))
            {
                return false;
            }
        }
    }

    private bool Array(Scope scope, int depth)
    {
        _at++;
        if (Peek() == (byte)']')
        {
            _at++;
            return true;
        }

        while (true)
        {
            if (!Value(scope, depth + 1))
            {
                return false;
            }

            if (Peek() == (byte)']')
            {
                _at++;
                return true;
            }

            if (!Take((byte)','))
            {
                return false;
            }
        }
    }

    private bool Member(Scope scope, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (scope == Scope.Line)
        {
            _facts.HasLines = true;
            return !name.SequenceEqual("usd"u8) || AddLine(value);
        }

        switch (name.Length)
        {
            case 1 when name[0] == (byte)'v':
                _required |= 1;
                return value[0] != (byte)'"';
            case 2 when name.SequenceEqual("id"u8):
                _required |= 2;
                return TryId(value, out _facts.Id);
            case 4 when name.SequenceEqual("kind"u8):
                _required |= 4;
                return TryKind(value);
            case 7 when name.SequenceEqual("settles"u8):
                bool isId = TryId(value, out Guid settles);
                _facts.Settles = settles;
                return isId;
            case 8 when name.SequenceEqual("cost_usd"u8):
                return TryMoney(value, out _facts.Cost);
            case 9 when name.SequenceEqual("caused_by"u8):
                bool isCause = TryId(value, out Guid cause);
                _facts.CausedBy = cause;
                return isCause;
            case 11 when name.SequenceEqual("recorded_at"u8):
                _required |= 8;
                return value[0] == (byte)'"' && EntryTime.TryParse(value[1..^1], out _facts.RecordedAt);
            case 14 when name.SequenceEqual("known_cost_usd"u8):
                return TryMoney(value, out _facts.KnownCost);
            default:
                return true;
        }
    }

    private bool AddLine(ReadOnlySpan<byte> value)
    {
        if (!TryMoney(value, out Usd? amount))
        {
            return false;
        }

        _facts.Lines += amount!.Value;
        return true;
    }

    private bool TryKind(ReadOnlySpan<byte> value)
    {
        if (value[0] != (byte)'"')
        {
            return false;
        }

        for (int i = 0; i < EntryNames.Kinds.Length; i++)
        {
            if (Ascii.Equals(value[1..^1], EntryNames.Kinds[i]))
            {
                _facts.Kind = (EntryKind)i;
            }
        }

        return true;
    }

    private static bool TryId(ReadOnlySpan<byte> value, out Guid id)
    {
        id = default;
        return value.Length == 38
            && value.IndexOfAnyInRange((byte)'A', (byte)'F') < 0
            && Utf8Parser.TryParse(value[1..^1], out id, out int used, 'D')
            && used == 36;
    }

    private static bool TryMoney(ReadOnlySpan<byte> value, out Usd? amount)
    {
        amount = null;
        Span<char> text = stackalloc char[48];
        if (value.Length is < 3 or > 50 || value[0] != (byte)'"')
        {
            return false;
        }

        Ascii.ToUtf16(value[1..^1], text, out int length);
        if (!Usd.TryParse(text[..length], out Usd parsed))
        {
            return false;
        }

        amount = parsed;
        Span<byte> canonical = stackalloc byte[48];
        return canonical[..ExactNumber.Format(parsed, canonical)].SequenceEqual(value[1..^1]);
    }

    /// <summary>Reads a string; hands out its bytes between the quotes, still escaped.</summary>
    private bool String(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!Take((byte)'"'))
        {
            return false;
        }

        int start = _at;
        _escaped = false;
        while (true)
        {
            _at += PlainBytes(_bytes[_at..]);
            if (_at == _bytes.Length)
            {
                return Fail("a string does not end");
            }

            if (_bytes[_at] == (byte)'"')
            {
                content = _bytes[start.._at];
                _at++;
                return true;
            }

            _escaped = true;
            if (_bytes[_at] != (byte)'\\' || !Escape())
            {
                return Fail("a string holds a wrong escape");
            }
        }
    }

    /// <summary>
    /// How many bytes stand before a quote, a backslash or a control character. One by one: texts are short, and a start
    /// reads tens of thousands of entries before wider searches would have been compiled.
    /// </summary>
    private static int PlainBytes(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && text[count] is >= 0x20 and not ((byte)'"' or (byte)'\\'))
        {
            count++;
        }

        return count;
    }

    private bool Escape()
    {
        ReadOnlySpan<byte> rest = _bytes[_at..];
        if (rest.Length > 1 && "\"\\bfnrt"u8.Contains(rest[1]))
        {
            _at += 2;
            return true;
        }

        _at += 6;
        if (rest.Length < 6 || !rest[1..4].SequenceEqual("u00"u8) || rest[4] is not ((byte)'0' or (byte)'1'))
        {
            return false;
        }

        int low = "0123456789abcdef"u8.IndexOf(rest[5]);
        int code = (rest[4] - '0') * 16 + low;
        return low >= 0 && code is not (8 or 9 or 10 or 12 or 13);
    }

    private bool Integer()
    {
        int start = _at;
        if (Peek() == (byte)'-')
        {
            _at++;
        }

        int digits = _at;
        long value = 0;
        while (Peek() is >= (byte)'0' and <= (byte)'9' && _at - digits < 17)
        {
            value = value * 10 + (_bytes[_at++] - '0');
        }

        int count = _at - digits;
        bool canonical =
            count is > 0 and < 17
            && value <= CanonicalBuffer.LargestInteger
            && (_bytes[digits] != (byte)'0' || (count == 1 && digits == start));
        return canonical || Fail("a value is not one of string, whole number, true, false, array, object");
    }

    private bool Literal(scoped ReadOnlySpan<byte> literal)
    {
        if (!_bytes[_at..].StartsWith(literal))
        {
            return Fail("a value is malformed");
        }

        _at += literal.Length;
        return true;
    }

    // RFC 8785 sorts by UTF-16 code units. The bytes of UTF-8 sort the same way except where a surrogate pair (lead byte
    // F0 and up) meets U+E000 to U+FFFF (lead byte EE or EF); escapes hide the character they stand for.
    private static bool Ascends(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool escaped)
    {
        int same = left.CommonPrefixLength(right);
        if (!escaped && (same == left.Length || same == right.Length))
        {
            return left.Length < right.Length;
        }

        if (!escaped && left[same] < 0xEE && right[same] < 0xEE)
        {
            return left[same] < right[same];
        }

        return string.CompareOrdinal(Unescaped(left), Unescaped(right)) < 0;
    }

    private static string Unescaped(ReadOnlySpan<byte> content) =>
        System.Text.Json.Nodes.JsonNode.Parse([(byte)'"', .. content, (byte)'"'])!.GetValue<string>();

    private readonly byte Peek() => _at < _bytes.Length ? _bytes[_at] : (byte)0;

    private bool Take(byte expected)
    {
        if (Peek() != expected)
        {
            return Fail($"'{(char)expected}' is missing at byte {_at}");
        }

        _at++;
        return true;
    }

    private bool Fail(string problem)
    {
        _problem ??= problem;
        return false;
    }
}
