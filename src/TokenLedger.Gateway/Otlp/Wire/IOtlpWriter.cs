namespace TokenLedger.Gateway.Otlp.Wire;

/// <summary>
/// Writes a message of OTLP field by field. Its two encodings have the same shape; a field is given by its number, for
/// protobuf, and its name, for JSON.
/// </summary>
/// <seealso href="https://opentelemetry.io/docs/specs/otlp/"/>
internal interface IOtlpWriter : IDisposable
{
    /// <summary>Begins a list of messages.</summary>
    void OpenList(string name);

    /// <summary>Ends it.</summary>
    void CloseList();

    /// <summary>Begins a message that is an element of the open list.</summary>
    void OpenElement(int field);

    /// <summary>Begins a message that is a field.</summary>
    void Open(int field, string name);

    /// <summary>Ends the message.</summary>
    void Close();

    /// <summary>A text.</summary>
    void Text(int field, string name, string value);

    /// <summary>An id: bytes, in JSON as hex digits.</summary>
    void Id(int field, string name, ReadOnlySpan<byte> value);

    /// <summary>A truth value.</summary>
    void Flag(int field, string name, bool value);

    /// <summary>An enumeration's number.</summary>
    void Choice(int field, string name, int value);

    /// <summary>A varint of 64 bits.</summary>
    void Integer(int field, string name, long value);

    /// <summary>A fixed64: an instant in nanoseconds since the Unix epoch, or a count.</summary>
    void Fixed(int field, string name, ulong value);

    /// <summary>A double.</summary>
    void Double(int field, string name, double value);

    /// <summary>A packed list of fixed64.</summary>
    void Fixeds(int field, string name, IReadOnlyList<long> values);

    /// <summary>A packed list of doubles.</summary>
    void Doubles(int field, string name, IReadOnlyList<double> values);

    /// <summary>Ends the request.</summary>
    ReadOnlyMemory<byte> Finish();
}
