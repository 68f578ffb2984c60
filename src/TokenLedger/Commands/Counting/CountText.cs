using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Commands.Counting;

/// <summary>
/// Counts one text as it is read, so that memory does not grow with the file. What is not UTF-8 counts as U+FFFD; a
/// byte order mark is part of the text.
/// </summary>
internal sealed class CountText(TextWriter output)
{
    private const int PartCharacters = 32 * 1024;

    public async Task<int> RunAsync(
        Stream text,
        TokenChoice choice,
        bool withIds,
        bool json,
        CancellationToken cancellation
    )
    {
        TokenCounter counter = choice.Counter;
        List<int>? ids = withIds ? [] : null;
        TokenFeed feed = new(counter.Encoding, ids);
        TextMix mix = default;
        bool any = false;
        await output.WriteAsync(json && withIds ? "{\"ids\":[" : "");
        using StreamReader reader = new(text, new UTF8Encoding(false), false, PartCharacters);
        char[] part = new char[PartCharacters];
        while (await reader.ReadAsync(part, cancellation) is int length and > 0)
        {
            feed.Append(part.AsSpan(0, length));
            if (!counter.IsExact)
            {
                mix.Add(part.AsSpan(0, length));
            }

            any = WriteIds(ids, any);
        }

        long counted = feed.Complete();
        any = WriteIds(ids, any);
        TokenEstimate count = counter.Estimate(counted, mix);
        if (json)
        {
            await output.WriteLineAsync((withIds ? "]," : "{") + Members(counter, count));
            return 0;
        }

        await output.WriteLineAsync(any ? "\n" + Sentence(counter, count) : Sentence(counter, count));
        return 0;
    }

    /// <summary>The members of a count, without the opening bracket.</summary>
    private static string Members(TokenCounter counter, TokenEstimate count)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            CountedJson.Write(writer, counter, count);
            writer.WriteString("encoding", counter.Encoding.Name);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan[1..]);
    }

    private static string Sentence(TokenCounter counter, TokenEstimate count) =>
        counter.IsExact
            ? count.Tokens.ToString(CultureInfo.InvariantCulture)
            : $"{count.Tokens} estimated, within {count.ErrorPercent} %";

    private bool WriteIds(List<int>? ids, bool any)
    {
        if (ids is null)
        {
            return any;
        }

        foreach (int id in ids)
        {
            output.Write(any ? "," : "");
            output.Write(id.ToString(CultureInfo.InvariantCulture));
            any = true;
        }

        ids.Clear();
        return any;
    }
}
