using Microsoft.AspNetCore.Http;
using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Streams;

/// <summary>Answers that are whole though they are not plain text; docs/metering.md has the rule of each.</summary>
public sealed class EndingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_choices_are_booked_once_for_all_of_them(bool streamed)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string more = streamed ? ",\"n\":3,\"stream\":true" : ",\"n\":3";

        Received answer = await gateway.SendAsync(
            Ask.Post(Ask.ChatPath, Ask.Chat("Thrice", ",\"max_tokens\":50" + more))
        );

        IReadOnlyList<LedgerEntry> entries = await gateway.EntriesOfAsync(answer.Call!);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal(150, entries[0].Json.GetProperty("hold").GetProperty("output_tokens").GetInt64());
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(entries[1].Quantities));
        Assert.Equal("served", entries[1].Outcome);
    }

    [Theory]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("messages", false)]
    [InlineData("messages", true)]
    public async Task An_answer_of_tool_calls_alone_is_booked_as_reported(string dialect, bool streamed)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        const string prompt = "use tool lookup";
        string tools =
            dialect == "chat"
                ? ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lookup\",\"parameters\":{\"type\":\"object\"}}}]"
                : ",\"tools\":[{\"name\":\"lookup\",\"input_schema\":{\"type\":\"object\"}}]";
        tools += streamed ? ",\"stream\":true" : "";
        string body = dialect == "chat" ? Ask.Chat(prompt, tools) : Ask.Message(prompt, tools);

        Received answer = await gateway.SendAsync(Ask.Post(Ask.PathOf(dialect), body));

        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal("served", end.Outcome);
        Assert.Equal("lookup", end.Json.GetProperty("tools_called")[0].GetString());
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    public static TheoryData<string, string, string> Refusals() =>
        new()
        {
            {
                Ask.ChatPath,
                "application/json",
                """{"id":"chatcmpl-0123456789abcdef","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"No."},"finish_reason":"stop"}],"usage":{"prompt_tokens":30,"completion_tokens":5,"total_tokens":35}}"""
            },
            {
                Ask.ChatPath,
                "text/event-stream",
                "data: {\"id\":\"chatcmpl-0123456789abcdef\",\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"No.\"},\"finish_reason\":\"stop\"}]}\n\n"
                    + "data: {\"id\":\"chatcmpl-0123456789abcdef\",\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":5,\"total_tokens\":35}}\n\n"
                    + "data: [DONE]\n\n"
            },
            {
                Ask.MessagesPath,
                "application/json",
                """{"id":"msg_0123456789abcdefgh","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"stop_reason":"refusal","usage":{"input_tokens":30,"output_tokens":5}}"""
            },
            {
                Ask.MessagesPath,
                "text/event-stream",
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_0123456789abcdefgh\",\"model\":\"claude-haiku-4-5\",\"usage\":{\"input_tokens\":30,\"output_tokens\":1}}}\n\n"
                    + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"},\"usage\":{\"output_tokens\":5}}\n\n"
                    + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
            },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_billed_and_so_it_is_booked(string path, string contentType, string answered)
    {
        await using StubProvider provider = await StubProvider.StartAsync(http =>
            StubProvider.WriteAsync(http, answered, contentType)
        );
        await using TestGateway gateway = await provider.GatewayAsync();
        string stream =
            contentType == "text/event-stream" ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
        string body = path == Ask.ChatPath ? Ask.Chat("No", stream) : Ask.Message("No", stream);

        Received answer = await gateway.SendAsync(Ask.Post(path, body));

        Assert.Equal(answered, answer.Text);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("settlement", "served", "provider"), (end.Kind, end.Outcome, end.Text("usage_source")));
        Assert.Equal("tokens.input=30 tokens.output=5", Tokens.Show(end.Quantities));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    public async Task An_error_event_after_some_text_books_what_passed(string dialect)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();

        Received answer = await gateway.SendAsync(
            Ask.Post(Ask.PathOf(dialect), Ask.StreamOf(dialect, "Error"), "error_event,after=6")
        );

        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal(("settlement", "stream_error"), (end.Kind, end.Outcome));
        Assert.Contains("stream_error", end.Flags);
        Assert.True(end.Quantities["tokens.input"] > 0);
        Assert.NotEqual("0", end.Text("known_cost_usd") ?? end.Text("cost_usd"));
    }

    [Theory]
    [InlineData("chat", LeavesAt.FirstByte)]
    [InlineData("chat", LeavesAt.Middle)]
    [InlineData("chat", LeavesAt.BeforeUsage)]
    [InlineData("messages", LeavesAt.FirstByte)]
    [InlineData("messages", LeavesAt.Middle)]
    [InlineData("messages", LeavesAt.BeforeUsage)]
    public async Task Wherever_a_caller_leaves_the_rest_is_read_and_booked_as_reported(string dialect, LeavesAt point)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        string body = Ask.StreamOf(dialect, "Leave");
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.PathOf(dialect), body));
        int events = direct.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length;
        int after = point switch
        {
            LeavesAt.FirstByte => 0,
            LeavesAt.Middle => events / 2,
            _ => events - 2, // the usage and the end are still to come
        };
        string own =
            dialect == "messages" ? "x-api-key: k\r\nanthropic-version: 2023-06-01" : "Authorization: Bearer k";
        using RawConnection raw = await RawConnection.OpenAsync(gateway.Address, gateway.Cancellation);
        await raw.SendAsync(
            $"POST {Ask.PathOf(dialect)} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\n{own}\r\n"
                + $"x-sim: gate=leave,after={after}\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}",
            gateway.Cancellation
        );
        await gateway.Provider.Gate("leave").Reached.WaitAsync(gateway.Cancellation);

        raw.Reset();
        await gateway.SeeResetAsync();
        gateway.Provider.Gate("leave").Open();

        LoggedCall logged = (await gateway.Provider.Log.WaitForAsync(2, gateway.Cancellation))[^1];
        string call = (await gateway.EntriesAsync()).Single(entry => entry.Kind == "authorization").Call!;
        LedgerEntry end = await gateway.EndOfAsync(call);
        Assert.Equal(("client_gone", "provider"), (end.Outcome, end.Text("usage_source")));
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    /// <summary>When a caller leaves a stream.</summary>
    public enum LeavesAt
    {
        /// <summary>Before anything of the answer has come.</summary>
        FirstByte,

        /// <summary>In the middle of its text.</summary>
        Middle,

        /// <summary>After its text, before the usage.</summary>
        BeforeUsage,
    }
}
