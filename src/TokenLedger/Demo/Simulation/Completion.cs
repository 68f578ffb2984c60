namespace TokenLedger.Demo.Simulation;

/// <summary>One choice of an answer: its text in pieces as a stream sends them, or a tool to run.</summary>
/// <param name="Pieces">The text; empty when a tool is called.</param>
/// <param name="Tool">The tool to run; null when the answer is text.</param>
/// <param name="Reasoning">Reasoning tokens spent before.</param>
/// <param name="Truncated">Whether the limit of output tokens cut it short.</param>
internal sealed record Completion(IReadOnlyList<string> Pieces, ToolCall? Tool, int Reasoning, bool Truncated)
{
    public string Text => string.Concat(Pieces);

    /// <summary>What the model thinks, visibly.</summary>
    public string Thoughts => $"Weighing the request over {Reasoning} tokens before answering.";

    /// <summary>Visible tokens: what the text or the tool call counts.</summary>
    public int Tokens =>
        Tool is null
            ? WordTokens.Count(Text)
            : WordTokens.Count(Tool.Name) + WordTokens.Count(Wire.Text(Tool.Arguments));

    /// <summary>Writes one choice.</summary>
    /// <param name="request">The request.</param>
    /// <param name="index">Which choice, from 0.</param>
    /// <param name="tool">The tool to run instead of writing; null for none.</param>
    /// <param name="most">Limit of output tokens, reasoning included; null for none.</param>
    /// <param name="reasons">Whether the model reasons.</param>
    public static Completion Write(SimulatedRequest request, int index, ToolCall? tool, long? most, bool reasons)
    {
        Prose prose = new(request.Seed + (ulong)index * 7919);
        int reasoning = reasons ? 64 + prose.Next(128) : 0;
        reasoning = (int)Math.Min(reasoning, most ?? int.MaxValue);
        if (tool is not null)
        {
            return new Completion([], tool, reasoning, false);
        }

        int words = request.Misbehavior.Words ?? 12 + prose.Next(36);
        List<string> pieces = prose.Write(words, most - reasoning, out bool truncated);
        Misbehavior told = request.Misbehavior;
        int padding = request.Streamed ? told.HugeEventMiB : told.HugeBodyMiB;
        if (padding > 0)
        {
            pieces.Insert(pieces.Count / 2, " " + new string('x', padding << 20));
        }

        return new Completion(pieces, null, reasoning, truncated);
    }
}
