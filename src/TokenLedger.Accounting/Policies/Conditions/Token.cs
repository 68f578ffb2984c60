namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,
    Name,
    Text,
    Number,
    Symbol,
}

/// <summary>One token of a condition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The name, the symbol, or the text without its quotation marks and escapes.</param>
/// <param name="Number">The number, when it is one.</param>
/// <param name="Position">Where it begins.</param>
internal readonly record struct Token(TokenKind Kind, string Value, decimal Number, int Position)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Name && Value == word;

    /// <summary>How a message calls it.</summary>
    public string Named =>
        Kind switch
        {
            TokenKind.End => "the end",
            TokenKind.Text => "a text",
            _ => $"\"{Value}\"",
        };
}
