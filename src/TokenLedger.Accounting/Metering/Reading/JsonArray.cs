using System.Text.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>Walks the objects of a JSON array of a provider; what is not JSON ends the walk.</summary>
internal ref struct JsonArray
{
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;
    private bool inside;
    private bool misshapen;

    /// <summary>Starts before the array's opening bracket.</summary>
    public JsonArray(ReadOnlySpan<byte> json)
    {
        this.json = json;
        reader = new(json);
    }

    /// <summary>Whether the bytes stopped being JSON before the array's end.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Whether something else than an object stood in the array.</summary>
    public readonly bool Misshapen => misshapen;

    /// <summary>Goes to the next object.</summary>
    public bool Next(out ReadOnlySpan<byte> item)
    {
        item = default;
        try
        {
            if (!inside)
            {
                inside = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            }

            if (!inside || !JsonStep.NextObject(ref reader, ref misshapen))
            {
                return false;
            }

            item = JsonStep.Value(ref reader, json);
            return true;
        }
        catch (JsonException)
        {
            Malformed = true;
            return false;
        }
    }
}
