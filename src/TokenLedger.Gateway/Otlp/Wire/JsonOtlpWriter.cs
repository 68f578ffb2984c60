using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Gateway.Otlp.Wire;

/// <summary>OTLP's JSON: camelCase names, ids in hex, integers of 64 bits as strings, enumerations as numbers.</summary>
internal sealed class JsonOtlpWriter : IOtlpWriter
{
    private readonly ArrayBufferWriter<byte> _body = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins the request.</summary>
    public JsonOtlpWriter()
    {
        _json = new Utf8JsonWriter(_body);
        _json.WriteStartObject();
    }

    /// <inheritdoc/>
    public void OpenList(string name) => _json.WriteStartArray(name);

    /// <inheritdoc/>
    public void CloseList() => _json.WriteEndArray();

    /// <inheritdoc/>
    public void OpenElement(int field) => _json.WriteStartObject();

    /// <inheritdoc/>
    public void Open(int field, string name) => _json.WriteStartObject(name);

    /// <inheritdoc/>
    public void Close() => _json.WriteEndObject();

    /// <inheritdoc/>
    public void Text(int field, string name, string value) => _json.WriteString(name, value);

    /// <inheritdoc/>
    public void Id(int field, string name, ReadOnlySpan<byte> value) =>
        _json.WriteString(name, Convert.ToHexStringLower(value));

    /// <inheritdoc/>
    public void Flag(int field, string name, bool value) => _json.WriteBoolean(name, value);

    /// <inheritdoc/>
    public void Choice(int field, string name, int value) => _json.WriteNumber(name, value);

    /// <inheritdoc/>
    public void Integer(int field, string name, long value) =>
        _json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Fixed(int field, string name, ulong value) =>
        _json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Double(int field, string name, double value) => _json.WriteNumber(name, value);

    /// <inheritdoc/>
    public void Fixeds(int field, string name, IReadOnlyList<long> values)
    {
        _json.WriteStartArray(name);
        foreach (long value in values)
        {
            _json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }

        _json.WriteEndArray();
    }

    /// <inheritdoc/>
    public void Doubles(int field, string name, IReadOnlyList<double> values)
    {
        _json.WriteStartArray(name);
        foreach (double value in values)
        {
            _json.WriteNumberValue(value);
        }

        _json.WriteEndArray();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _body.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
