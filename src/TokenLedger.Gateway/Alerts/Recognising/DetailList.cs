using System.Globalization;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>Collects details; what is not known is left out.</summary>
internal sealed class DetailList
{
    /// <summary>Longest value, in characters.</summary>
    private const int Longest = 256;

    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>Adds a text.</summary>
    public DetailList Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _pairs.Add(new(name, AlertText.Short(value, Longest)));
        }

        return this;
    }

    /// <summary>Adds an amount.</summary>
    public DetailList Add(string name, decimal value) => Add(name, Text(value));

    /// <summary>Adds an instant.</summary>
    public DetailList Add(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    /// <summary>What was added.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Done() => _pairs;

    /// <summary>An exact amount without zeros at its end.</summary>
    public static string Text(decimal value) =>
        value.ToString("0.############################", CultureInfo.InvariantCulture);
}
