using TokenLedger.Gateway.Otlp.Wire;

namespace TokenLedger.Gateway.Otlp;

/// <summary>A name and what it is worth: a text, a whole number, a double, a truth value or texts.</summary>
internal readonly record struct OtlpAttribute(string Name, object Value)
{
    /// <summary>Writes attributes as a list.</summary>
    public static void WriteAll(IOtlpWriter to, int field, IReadOnlyList<OtlpAttribute> attributes)
    {
        to.OpenList("attributes");
        foreach (OtlpAttribute attribute in attributes)
        {
            to.OpenElement(field);
            to.Text(1, "key", attribute.Name);
            to.Open(2, "value");
            WriteValue(to, attribute.Value);
            to.Close();
            to.Close();
        }

        to.CloseList();
    }

    private static void WriteValue(IOtlpWriter to, object value)
    {
        switch (value)
        {
            case bool flag:
                to.Flag(2, "boolValue", flag);
                break;
            case long number:
                to.Integer(3, "intValue", number);
                break;
            case double number:
                to.Double(4, "doubleValue", number);
                break;
            case IReadOnlyList<string> texts:
                to.Open(5, "arrayValue");
                to.OpenList("values");
                foreach (string text in texts)
                {
                    to.OpenElement(1);
                    to.Text(1, "stringValue", text);
                    to.Close();
                }

                to.CloseList();
                to.Close();
                break;
            default:
                to.Text(1, "stringValue", (string)value);
                break;
        }
    }
}
