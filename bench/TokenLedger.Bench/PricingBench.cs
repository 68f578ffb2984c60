using System.Diagnostics;
using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Tokens;
using TokenLedger.Gateway.Dialects.Conversations;

namespace TokenLedger.Bench;

/// <summary>What metering and pricing cost one call: time and allocated bytes, single thread.</summary>
public static class PricingBench
{
    private const int Warmup = 20_000;

    /// <summary>Many short rounds: on a busy machine the best of them was not interrupted.</summary>
    private const int Rounds = 100;

    private const string ChatBody = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1793614530,"model":"gpt-5.4-2026-03-05","choices":[{"index":0,
        "message":{"role":"assistant","content":"The invoice total is 42 EUR."},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,
        "audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":0,"accepted_prediction_tokens":0,
        "rejected_prediction_tokens":0}},"service_tier":"default"}
        """;

    private const string MessageBody = """
        {"id":"msg_01V","type":"message","role":"assistant","model":"claude-opus-4-5-20251101","content":[{"type":"text",
        "text":"Here is the summary."}],"stop_reason":"end_turn","usage":{"input_tokens":56,"cache_creation_input_tokens":14055,
        "cache_read_input_tokens":18000,"cache_creation":{"ephemeral_5m_input_tokens":56,"ephemeral_1h_input_tokens":13999},
        "output_tokens":820,"service_tier":"standard","inference_geo":"not_available"}}
        """;

    private const string ChatChunk = """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1793614530,"model":"gpt-5.4-2026-03-05","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":null}],"usage":null}
        """;

    private const string MessageChunk =
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"answer "}}""";

    private static readonly DateTimeOffset At = new(2026, 11, 2, 10, 15, 30, TimeSpan.Zero);

    /// <summary>Measures and prints; exit code 0.</summary>
    public static int Run(string[] args)
    {
        long began = Stopwatch.GetTimestamp();
        RateBook book = RateBook.Embedded;
        double cold = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Console.WriteLine(
            $"rate book loaded cold: {cold.ToString("0.0", CultureInfo.InvariantCulture)} ms, {book.Rows.Count} rows"
        );
        Console.WriteLine($"{"step", -46} {"ns", 10} {"bytes", 10}");
        MeasureCalls(book);
        MeasureDialects(book);
        MeasureEvents();
        MeasureSkimming();
        MeasureTokens();
        return 0;
    }

    private static void MeasureCalls(RateBook book)
    {
        byte[] chat = Encoding.UTF8.GetBytes(ChatBody);
        byte[] message = Encoding.UTF8.GetBytes(MessageBody);
        RequestFacts chatFacts = new("gpt-5.4", false, []);
        RequestFacts messageFacts = new("claude-opus-4-5", false, []);
        UsageReport chatUsage = Read("openai.chat", chatFacts, chat);
        UsageReport messageUsage = Read("anthropic.messages", messageFacts, message);
        Measure("chat: price and itemise (4 lines)", 5_000, () => book.Price("openai", chatUsage, "gpt-5.4", At, null));
        Measure(
            "messages: price and itemise (5 lines)",
            5_000,
            () => book.Price("anthropic", messageUsage, null, At, null)
        );
        Measure("chat: read the body's usage", 5_000, () => Read("openai.chat", chatFacts, chat));
        Measure("messages: read the body's usage", 5_000, () => Read("anthropic.messages", messageFacts, message));
        Measure(
            "chat: read, price and itemise",
            5_000,
            () => book.Price("openai", Read("openai.chat", chatFacts, chat), "gpt-5.4", At, null)
        );
        Measure(
            "messages: read, price and itemise",
            5_000,
            () => book.Price("anthropic", Read("anthropic.messages", messageFacts, message), null, At, null)
        );
        Measure(
            "worst case for a hold",
            5_000,
            () => book.WorstCase("anthropic", "claude-opus-4-5", At, 10_000, 4_096, [])
        );
    }

    private static void MeasureDialects(RateBook book)
    {
        foreach (DialectBody call in DialectBody.All)
        {
            byte[] body = Encoding.UTF8.GetBytes(call.Body);
            RequestFacts facts = new(call.Model, false, []);
            Measure(
                $"{call.Provider} {call.Api}: read, price, itemise",
                2_000,
                () => book.Price(call.Provider, Read(call.Api, facts, body), call.Model, At, null)
            );
        }
    }

    private static void MeasureEvents()
    {
        byte[] chatChunk = Encoding.UTF8.GetBytes(ChatChunk);
        byte[] messageChunk = Encoding.UTF8.GetBytes(MessageChunk);
        UsageReader chat = UsageReaders.Create("openai.chat", new("gpt-5.4", true, []))!;
        UsageReader messages = UsageReaders.Create("anthropic.messages", new("claude-opus-4-5", true, []))!;
        byte[] delta = Encoding.UTF8.GetBytes("content_block_delta");
        Measure("chat: one content event", 10_000, () => chat.ReadEvent(default, chatChunk));
        Measure("messages: one content event", 10_000, () => messages.ReadEvent(delta, messageChunk));
    }

    private static void MeasureSkimming()
    {
        StringBuilder text = new("{\"model\":\"gpt-5.4\",\"stream\":true,\"messages\":[");
        for (int i = 0; text.Length < 64 * 1024; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("{\"role\":\"user\",\"content\":\"");
            text.Append("Give me the totals by region for last month.\\n", 0, 46);
            text.Insert(text.Length, "The quick brown fox jumps over the lazy dog. ", 12).Append("\"}");
        }

        byte[] request = Encoding.UTF8.GetBytes(text.Append("],\"max_tokens\":512}").ToString());
        Measure($"skim a request of {request.Length / 1024} KiB", 200, () => Skim(request));
        Measure($"measure who said what in {request.Length / 1024} KiB", 200, () => PromptMeasure.Of(request));
        byte[] picture = Encoding.UTF8.GetBytes(
            "{\"data\":[{\"b64_json\":\""
                + new string('A', 4 * 1024 * 1024)
                + "\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}"
        );
        RequestFacts facts = new("gpt-image-1.5", false, []);
        Measure("images: read a body of 4 MiB", 5, () => Read("openai.images", facts, picture));
    }

    private static void MeasureTokens()
    {
        long began = Stopwatch.GetTimestamp();
        _ = BytePairEncoding.O200kBase.Count("x");
        double load = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Console.WriteLine($"o200k_base loaded cold: {load.ToString("0", CultureInfo.InvariantCulture)} ms");
        string prose = new StringBuilder()
            .Insert(0, "The quick brown fox doesn't jump over 13 lazy dogs, because it is tired. ", 400)
            .ToString();
        Speed("o200k_base, English", prose);
        Speed(
            "o200k_base, code",
            new StringBuilder()
                .Insert(0, "for (int i = 0; i < count; i++)\n{\n    sum += items[i].Value;\n}\n", 400)
                .ToString()
        );
        Speed("o200k_base, 100,000 equal letters", new string('a', 100_000));
    }

    private static void Speed(string name, string text)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long began = Stopwatch.GetTimestamp();
            _ = BytePairEncoding.O200kBase.Count(text);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        string speed = (Encoding.UTF8.GetByteCount(text) / best / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{name, -46} {speed, 10} MB/s");
    }

    private static UsageReport Read(string api, RequestFacts facts, byte[] body)
    {
        UsageReader reader = UsageReaders.Create(api, facts)!;
        reader.ReadBody(200, body);
        return reader.Report(ended: true);
    }

    private static int Skim(byte[] json)
    {
        int members = 0;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out _))
        {
            members++;
        }

        return members;
    }

    private static void Measure<T>(string name, int iterations, Func<T> step)
    {
        for (int i = 0; i < Math.Min(Warmup, iterations * 4); i++)
        {
            step();
        }

        // The runtime finishes optimising in the background; the best round is the settled one.
        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < iterations; i++)
            {
                step();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalNanoseconds / iterations);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / iterations;
        }

        Console.WriteLine($"{name, -46} {best.ToString("#,0", CultureInfo.InvariantCulture), 10} {bytes, 10}");
    }
}
