namespace TokenLedger.Accounting.Tokens;

/// <summary>What the letters of a text are, as far as tokenizers differ in it.</summary>
internal enum Script
{
    /// <summary>The 26 letters: English, code, JSON.</summary>
    Plain,

    /// <summary>With the accents of Western Europe: German, French, Spanish, Swedish …</summary>
    Western,

    /// <summary>With the accents of other Latin scripts: Polish, Czech, Turkish, Vietnamese …</summary>
    Extended,

    /// <summary>Cyrillic and Greek.</summary>
    Cyrillic,

    /// <summary>Arabic, Persian, Hebrew.</summary>
    Arabic,

    /// <summary>The scripts of South and South-East Asia, and others that vocabularies hold little of.</summary>
    Indic,

    /// <summary>Chinese and Japanese.</summary>
    Han,

    /// <summary>Korean.</summary>
    Hangul,
}
