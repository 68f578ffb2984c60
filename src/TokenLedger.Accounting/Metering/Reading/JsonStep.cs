using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>Steps of a reader that stands on a member's name.</summary>
internal static class JsonStep
{
    /// <summary>Goes to the member's value and takes it as a count.</summary>
    public static void Count(ref Utf8JsonReader reader, ref Counter counter)
    {
        reader.Read();
        counter.Read(ref reader);
    }

    /// <summary>
    /// Takes the member's value as a count when it has this name. Steps of this kind are joined by || to a list of what an
    /// object may hold, with <see cref="PassOver"/> at its end.
    /// </summary>
    /// <remarks>Inlined, so that the comparison with a constant name stays a few instructions.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Counts(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref Counter counter)
    {
        if (!reader.ValueSpan.SequenceEqual(name))
        {
            return false;
        }

        Count(ref reader, ref counter);
        return true;
    }

    /// <summary>Passes over a member that nobody knows.</summary>
    public static bool PassOver(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return true;
    }

    /// <summary>Goes into an object; null is passed over, and so is anything else, which is noted as misshapen.</summary>
    public static bool Enter(ref Utf8JsonReader reader, ref bool misshapen) =>
        Enter(ref reader, JsonTokenType.StartObject, ref misshapen);

    /// <summary>Goes into an array; null is passed over, and so is anything else, which is noted as misshapen.</summary>
    public static bool EnterArray(ref Utf8JsonReader reader, ref bool misshapen) =>
        Enter(ref reader, JsonTokenType.StartArray, ref misshapen);

    /// <summary>
    /// Goes to the next object of an array; what is no object is passed over and noted as misshapen. False at the
    /// array's end.
    /// </summary>
    public static bool NextObject(ref Utf8JsonReader reader, ref bool misshapen)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return true;
            }

            misshapen = true;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Goes to the next member of an object. False at the object's end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>The bytes of the value the reader stands on, brackets or quotation marks included; moves to its end.</summary>
    public static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType start, ref bool misshapen)
    {
        reader.Read();
        if (reader.TokenType == start)
        {
            return true;
        }

        misshapen |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return false;
    }
}
