using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// The most a call costs whose model is billed by the picture or by the character: the request says how many it wants.
/// </summary>
internal static class MediaBound
{
    /// <summary>The bound; null for calls that are billed by anything else, tokens and seconds above all.</summary>
    public static Usd? Of(RateBook book, InferenceCall call)
    {
        string operation = call.Route.Api[(call.Route.Api.LastIndexOf('.') + 1)..];
        (string Meter, long Units)? billed = operation switch
        {
            "images" => (Meters.Images, call.Reading.Choices),
            "speech" when Characters(call) is { } characters => (Meters.CharactersIn, characters),
            _ => null,
        };
        return billed is var (meter, units)
            ? book.MostOf(call.Upstream.Options.Provider, call.ModelMeant, call.ArrivedAt, meter, units, Shape(call))
            : null;
    }

    private static long? Characters(InferenceCall call) =>
        long.TryParse(
            Asked(call, RequestFact.Characters),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long count
        )
            ? count
            : null;

    /// <summary>Size and quality as the price knows them. What is left to the provider may be anything.</summary>
    private static List<KeyValuePair<string, string>> Shape(InferenceCall call)
    {
        List<KeyValuePair<string, string>> shape = [.. call.Conditions];
        Add("image_size", RequestFact.ImageSize);
        Add("image_quality", RequestFact.ImageQuality);
        return shape;

        void Add(string dimension, string fact)
        {
            if (Asked(call, fact) is { } value and not "auto")
            {
                shape.Add(new(dimension, value));
            }
        }
    }

    private static string? Asked(InferenceCall call, string fact) =>
        call.Media.FirstOrDefault(known => known.Key == fact).Value;
}
