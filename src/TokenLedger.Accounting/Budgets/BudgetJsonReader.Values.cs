using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

// The values of members. Each method stands at the value's first token and leaves at its last.
internal sealed partial class BudgetJsonReader
{
    private const uint StoodThere = 1u << 16;

    /// <summary>Goes to the value of the next member that says something.</summary>
    /// <param name="json">Within an object.</param>
    /// <param name="path">Where that is.</param>
    /// <param name="members">What it may have.</param>
    /// <param name="seen">Which of them said something, a bit each; in the upper half, which of them stood there.</param>
    /// <returns>Which member it is; negative at the object's end.</returns>
    private int Next(ref Utf8JsonReader json, string path, BudgetMembers members, ref uint seen)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            int member = members.Find(in json);
            string? unknown = member < 0 ? json.GetString() : null;
            bool isAgain = member >= 0 && (seen & (StoodThere << member)) != 0;
            string? again = isAgain ? json.GetString() : null;
            json.Read();
            if (unknown is not null)
            {
                Add(Join(path, unknown), $"there is no such member; the members are {members}");
                json.Skip();
            }
            else if (again is not null)
            {
                Add(Join(path, again), "the member stands there twice");
                json.Skip();
            }
            else
            {
                seen |= StoodThere << member;
                // null stands for absent, as clients write what they do not set.
                if (json.TokenType != JsonTokenType.Null)
                {
                    seen |= 1u << member;
                    return member;
                }
            }
        }

        return -1;
    }

    private bool IsObject(ref Utf8JsonReader json, string path) =>
        json.TokenType == JsonTokenType.StartObject || Refuse(ref json, path, "write an object");

    private bool IsList(ref Utf8JsonReader json, string path) =>
        json.TokenType == JsonTokenType.StartArray || Refuse(ref json, path, "write a list");

    private string? Text(ref Utf8JsonReader json, string path)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        Refuse(ref json, path, "write a text");
        return null;
    }

    private List<string> Texts(ref Utf8JsonReader json, string path)
    {
        List<string> texts = [];
        if (!IsList(ref json, path))
        {
            return texts;
        }

        for (int i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (json.TokenType == JsonTokenType.String)
            {
                texts.Add(json.GetString()!);
            }
            else
            {
                Refuse(ref json, Path(path, i), "write a text");
            }
        }

        return texts;
    }

    private int Choice(ref Utf8JsonReader json, string path, BudgetMembers words)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            Refuse(ref json, path, "write a text");
            return 0;
        }

        int word = words.Find(in json);
        if (word < 0)
        {
            Add(path, $"write one of {words}");
        }

        return Math.Max(word, 0);
    }

    private decimal? Number(ref Utf8JsonReader json, string path)
    {
        // The text of a number, not its double: 0.1 is a tenth. One that is written with escapes is none.
        bool isText = json.TokenType is JsonTokenType.String or JsonTokenType.Number;
        ReadOnlySpan<byte> text = isText ? json.ValueSpan : [];
        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out decimal number
            )
            && Digits(text) <= 28
        )
        {
            return number;
        }

        Refuse(ref json, path, "write a plain decimal of at most 28 digits, like \"12.50\"");
        return null;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        foreach (byte c in text)
        {
            digits += char.IsAsciiDigit((char)c) ? 1 : 0;
        }

        return digits;
    }

    private Usd? Amount(ref Utf8JsonReader json, string path)
    {
        if (Number(ref json, path) is not { } number)
        {
            return null;
        }

        if (Math.Abs(number) > BudgetCheck.LargestAmount || decimal.Round(number, 12) != number)
        {
            Add(path, $"the amount is at most {BudgetCheck.LargestAmount:0} and has at most twelve decimals");
            return null;
        }

        return Usd.FromDecimal(number);
    }

    private DateTimeOffset? Instant(ref Utf8JsonReader json, string path)
    {
        if (Text(ref json, path) is not { } text)
        {
            return null;
        }

        // With an offset: an instant without one would mean something else on every machine.
        bool isInstant =
            text.Length >= 20
            && (text[^1] is 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (!isInstant)
        {
            Add(path, $"\"{text}\" is not an instant; write one like \"2026-01-01T00:00:00Z\"");
            return null;
        }

        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUniversalTime();
    }

    private bool Flag(ref Utf8JsonReader json, string path)
    {
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return json.TokenType == JsonTokenType.True;
        }

        return Refuse(ref json, path, "write true or false");
    }

    private bool Refuse(ref Utf8JsonReader json, string path, string message)
    {
        Add(path, message);
        json.Skip();
        return false;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Path(string path, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private void Add(string path, string message) => (_problems ??= []).Add(new(path, message));
}
