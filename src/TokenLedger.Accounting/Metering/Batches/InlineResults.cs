using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// The results that stand inside a batch's own document: Gemini answers "done", "metadata" and, when it is done,
/// "response": {"inlinedResponses": {"inlinedResponses": [{"response" | "error", "metadata"}]}}.
/// </summary>
/// <remarks>https://ai.google.dev/api/batch-api</remarks>
public static class InlineResults
{
    /// <summary>
    /// Where in a document its results stand, each to be read by <see cref="BatchResultLine"/> like a line of a file;
    /// nowhere, when the batch has not ended or its results are in a file.
    /// </summary>
    public static IReadOnlyList<Range> Find(ReadOnlySpan<byte> document)
    {
        ReadOnlySpan<byte> output = Member(document, "response"u8);
        output = output.IsEmpty ? Member(Member(document, "metadata"u8), "output"u8) : output;
        JsonArray results = new(Member(Member(output, "inlinedResponses"u8), "inlinedResponses"u8));
        List<Range> found = [];
        while (results.Next(out ReadOnlySpan<byte> result))
        {
            document.Overlaps(result, out int start);
            found.Add(start..(start + result.Length));
        }

        return found;
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, name))
            {
                return skimmer.Value(member);
            }
        }

        return default;
    }
}
