using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Tokens;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Commands.Counting;

/// <summary>
/// A look before the call: the prompt tokens of a request body as its provider would count them, messages, tools and images
/// included, and the most the call can cost at today's prices.
/// </summary>
/// <param name="output">Where the result goes.</param>
/// <param name="time">Tells today.</param>
internal sealed class CountRequest(TextWriter output, TimeProvider time)
{
    /// <summary>Largest request body, in bytes: the gateway's own limit.</summary>
    private static readonly long MostBytes = new GatewayOptions().MaxRequestBodyBytes;

    public async Task<int> RunAsync(
        Stream stream,
        string provider,
        string? named,
        bool json,
        CancellationToken cancellation
    )
    {
        byte[] body = await ReadAsync(stream, cancellation);
        RequestReading reading = RequestReading.Read(body);
        if (!reading.IsObject)
        {
            throw new CommandFailedException("The request body is not a JSON object.", ExitCode.Misused);
        }

        string model =
            named
            ?? reading.Model
            ?? throw new CommandFailedException("The request names no model; give it with --model.", ExitCode.Misused);
        TokenEstimate prompt = PromptEstimate.Of(provider, model, body);
        long answer = (reading.MaxOutputTokens ?? new GatewayOptions().DefaultOutputTokens) * reading.Choices;
        Usd? most = RateBook.Embedded.WorstCase(
            provider,
            model,
            time.GetUtcNow(),
            prompt.Tokens + prompt.Error,
            answer,
            reading.Conditions
        );
        await output.WriteLineAsync(
            json ? Json(provider, model, prompt, answer, most) : Text(provider, model, prompt, answer, most)
        );
        return 0;
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using MemoryStream body = new();
        byte[] part = new byte[64 * 1024];
        while (await stream.ReadAsync(part, cancellation) is int length and > 0)
        {
            if (body.Length + length > MostBytes)
            {
                throw new CommandFailedException(
                    $"The request body is larger than {MostBytes} bytes, which the gateway refuses too.",
                    ExitCode.Misused
                );
            }

            body.Write(part, 0, length);
        }

        return body.ToArray();
    }

    private static string Text(string provider, string model, TokenEstimate prompt, long answer, Usd? most)
    {
        string tokens = string.Create(
            CultureInfo.InvariantCulture,
            $"{prompt.Tokens:N0} prompt tokens estimated, within {prompt.ErrorPercent} %"
        );
        string cost = most is { } amount
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"at most {amount} USD with {Counted.Of(answer, "token")} of answer, {model} at {provider}"
            )
            : $"{model} has no price at {provider}; see 'tokenledger rates show {model}'";
        return tokens + "\n" + cost;
    }

    private static string Json(string provider, string model, TokenEstimate prompt, long answer, Usd? most)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("provider", provider);
            writer.WriteString("model", model);
            writer.WriteNumber("prompt_tokens", prompt.Tokens);
            writer.WriteBoolean("estimated", true);
            writer.WriteNumber("error_percent", prompt.ErrorPercent);
            writer.WriteNumber("max_output_tokens", answer);
            writer.WriteString("worst_case_usd", most?.ToString());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
