using System.Buffers.Text;
using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// A cost inside a usage object. A plain number in "cost" is what the caller is charged (OpenRouter), to which the
/// upstream's own bill comes when the call ran on the caller's key there. An object in "cost" (Perplexity) and a count
/// of ticks (xAI) say what the provider computed, to compare ours with.
/// </summary>
internal struct CostStatement
{
    private const decimal TicksPerDollar = 10_000_000_000;

    private Counter ticks;
    private decimal? charge;
    private decimal? upstream;
    private decimal? computed;
    private bool ownKey;

    /// <summary>Whether a cost was stated that is no amount.</summary>
    public bool Unreadable { get; private set; }

    /// <summary>Whether a fee for the request is part of it; null when it does not say.</summary>
    public bool? HasRequestFee { get; private set; }

    /// <summary>Whether the upstream's bill for the caller's own key is not known.</summary>
    public readonly bool Incomplete => charge is not null && ownKey && upstream is null;

    /// <summary>The amount and what it means.</summary>
    public readonly StatedCost Stated =>
        charge is decimal charged ? new(Exact(charged + (ownKey ? upstream ?? 0 : 0)), CostBasis.ProviderReported)
        : computed is decimal amount ? new(Exact(amount), CostBasis.Computed)
        : ticks.Known ? new(Exact(ticks.Value / TicksPerDollar), CostBasis.Computed)
        : default;

    /// <summary>Reads a member that states a cost, the reader on its name.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (name.SequenceEqual("cost"u8))
        {
            ReadCost(ref reader);
        }
        else if (name.SequenceEqual("is_byok"u8))
        {
            reader.Read();
            ownKey = reader.TokenType == JsonTokenType.True;
            Unreadable |= reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null);
            reader.Skip();
        }
        else if (name.SequenceEqual("cost_details"u8))
        {
            ReadDetails(ref reader);
        }
        else
        {
            JsonStep.Count(ref reader, ref ticks);
            Unreadable |= ticks.Unreadable;
        }
    }

    private void ReadCost(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            charge = Amount(ref reader) ?? charge;
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            if (reader.ValueSpan.SequenceEqual("total_cost"u8))
            {
                reader.Read();
                computed = Amount(ref reader) ?? computed;
            }
            else if (reader.ValueSpan.SequenceEqual("request_cost"u8))
            {
                reader.Read();
                HasRequestFee = Amount(ref reader) > 0;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadDetails(ref Utf8JsonReader reader)
    {
        bool misshapen = false;
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            Unreadable |= misshapen;
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            if (reader.ValueSpan.SequenceEqual("upstream_inference_cost"u8))
            {
                reader.Read();
                upstream = Amount(ref reader) ?? upstream;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The amount the reader stands on, with or without exponent; null when there is none.</summary>
    private decimal? Amount(ref Utf8JsonReader reader)
    {
        decimal amount = 0;
        bool read = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDecimal(out amount),
            JsonTokenType.String => Utf8Parser.TryParse(reader.ValueSpan, out amount, out int used)
                && used == reader.ValueSpan.Length,
            _ => false,
        };
        if (read && amount is >= 0 and <= Counter.Max)
        {
            return amount;
        }

        Unreadable |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return null;
    }

    /// <summary>To the pico-dollar, half to even, without the noise of binary fractions and without trailing zeros.</summary>
    private static decimal Exact(decimal amount) =>
        decimal.Round(amount, 12, MidpointRounding.ToEven) / 1.0000000000000000000000000000m;
}
