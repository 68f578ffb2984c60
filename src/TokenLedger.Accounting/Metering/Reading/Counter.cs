using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>
/// One cumulative counter of a usage object. The largest value stands and null never erases. What is not a count
/// (negative, a fraction, beyond <see cref="Max"/>) is not taken and makes the usage inconsistent.
/// </summary>
internal struct Counter
{
    /// <summary>No call uses more than this of anything; a larger figure is an error of the provider.</summary>
    public const long Max = 1_000_000_000_000_000;

    /// <summary>Whether the provider gave a value.</summary>
    public bool Known { get; private set; }

    /// <summary>Whether the provider gave something that is not a count.</summary>
    public bool Unreadable { get; private set; }

    /// <summary>The count; 0 when not known.</summary>
    public long Value { get; private set; }

    /// <summary>Takes the value the reader stands on.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.Number when TryNumber(ref reader, out long number):
                Take(number);
                break;
            case JsonTokenType.String when TryText(ref reader, out long number):
                Take(number);
                break;
            default:
                Unreadable = true;
                reader.Skip();
                break;
        }
    }

    /// <summary>Takes a JSON value that stands alone.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            Read(ref reader);
        }
        catch (JsonException)
        {
            Unreadable = true;
        }
    }

    /// <summary>Takes a value.</summary>
    public void Take(long value)
    {
        Known = true;
        Value = Math.Max(Value, value);
    }

    /// <summary>Takes what another counter read.</summary>
    public void Take(in Counter other)
    {
        Unreadable |= other.Unreadable;
        if (other.Known)
        {
            Take(other.Value);
        }
    }

    /// <summary>Adds what another counter read, where a count is stated piece by piece.</summary>
    public void Add(in Counter other)
    {
        Unreadable |= other.Unreadable;
        if (other.Known)
        {
            Take(Math.Min(Value + other.Value, Max));
        }
    }

    /// <summary>Notes that a part of the count could not be read.</summary>
    public void Miss() => Unreadable = true;

    /// <summary>Takes a count that stands outside JSON, in a header.</summary>
    public void ReadText(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count <= Max)
        {
            Take(count);
        }
        else
        {
            Unreadable = true;
        }
    }

    private static bool TryNumber(ref Utf8JsonReader reader, out long number)
    {
        if (!reader.TryGetInt64(out number))
        {
            // Some providers write counts as 12.0 or 1e3.
            if (!reader.TryGetDecimal(out decimal exact) || !decimal.IsInteger(exact) || Math.Abs(exact) > Max)
            {
                return false;
            }

            number = (long)exact;
        }

        return number is >= 0 and <= Max;
    }

    private static bool TryText(ref Utf8JsonReader reader, out long number)
    {
        ReadOnlySpan<byte> text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return Utf8Parser.TryParse(text, out number, out int used) && used == text.Length && number is >= 0 and <= Max;
    }
}
