using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Relay.Framings;

/// <summary>One JSON object a line (https://github.com/ndjson/ndjson-spec): Ollama, Cohere's v1 chat.</summary>
internal sealed class JsonLines : Framing
{
    private int _searched;

    /// <inheritdoc/>
    public override int EndOfFirst(ReadOnlySpan<byte> bytes)
    {
        int length = bytes[_searched..].IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = bytes.Length;
            return -1;
        }

        int end = _searched + length + 1;
        _searched = 0;
        return end;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The last line may lack its line end, but only a whole object is taken: half of a number would be another number.
    /// </remarks>
    public override int EndOfLast(ReadOnlySpan<byte> rest)
    {
        JsonSkimmer skimmer = new(rest);
        while (skimmer.Next(out _)) { }

        return skimmer.IsComplete ? rest.Length : -1;
    }

    /// <inheritdoc/>
    public override void Parse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = default;
        data = text.Trim(" \t\r\n"u8);
    }

    /// <inheritdoc/>
    public override void Forget(int count) => _searched = Math.Max(0, _searched - count);
}
