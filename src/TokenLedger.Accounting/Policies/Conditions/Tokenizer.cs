using System.Globalization;
using System.Text;

namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>Cuts a condition into tokens.</summary>
internal sealed class Tokenizer(string text)
{
    private static readonly string[] s_symbols =
    [
        "==",
        "!=",
        "<=",
        ">=",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "+",
        "-",
        "*",
        "/",
    ];

    private int _position;

    /// <summary>The next token; End again and again behind the last.</summary>
    public Token Next()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }

        int start = _position;
        if (start == text.Length)
        {
            return new(TokenKind.End, "", 0, start);
        }

        return text[start] switch
        {
            '"' or '\'' => ReadText(start),
            >= '0' and <= '9' => ReadNumber(start),
            char c when IsNameStart(c) => ReadName(start),
            _ => ReadSymbol(start),
        };
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private Token ReadName(int start)
    {
        while (_position < text.Length && (IsNameStart(text[_position]) || char.IsAsciiDigit(text[_position])))
        {
            _position++;
        }

        return new(TokenKind.Name, text[start.._position], 0, start);
    }

    private Token ReadNumber(int start)
    {
        SkipDigits();
        if (_position + 1 < text.Length && text[_position] == '.' && char.IsAsciiDigit(text[_position + 1]))
        {
            _position++;
            SkipDigits();
        }

        string digits = text[start.._position];
        string plain = digits.Replace("_", "", StringComparison.Ordinal);
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? new(TokenKind.Number, digits, number, start)
            : throw new ConditionFaultException(start, "this number is too large");
    }

    private void SkipDigits()
    {
        while (_position < text.Length && (char.IsAsciiDigit(text[_position]) || text[_position] == '_'))
        {
            _position++;
        }
    }

    private Token ReadText(int start)
    {
        char quote = text[_position++];
        StringBuilder content = new();
        while (_position < text.Length && text[_position] != quote)
        {
            content.Append(text[_position] == '\\' ? Escaped() : text[_position]);
            _position++;
        }

        if (_position == text.Length)
        {
            throw new ConditionFaultException(start, $"this text has no closing {quote}");
        }

        _position++;
        return new(TokenKind.Text, content.ToString(), 0, start);
    }

    private char Escaped()
    {
        int at = _position++;
        return (_position < text.Length ? text[_position] : ' ') switch
        {
            'n' => '\n',
            't' => '\t',
            char c and ('\\' or '"' or '\'') => c,
            _ => throw new ConditionFaultException(at, "after a backslash only \\, \", ', n or t may stand"),
        };
    }

    private Token ReadSymbol(int start)
    {
        foreach (string symbol in s_symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
            {
                _position += symbol.Length;
                return new(TokenKind.Symbol, symbol, 0, start);
            }
        }

        string hint = text[start] switch
        {
            '=' => "; equality is written ==",
            '&' => "; write \"and\"",
            '|' => "; write \"or\"",
            '!' => "; write \"not\" or \"!=\"",
            _ => "",
        };
        throw new ConditionFaultException(start, $"'{text[start]}' means nothing here{hint}");
    }
}
