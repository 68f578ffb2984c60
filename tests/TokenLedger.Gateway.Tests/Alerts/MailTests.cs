using System.Security.Cryptography.X509Certificates;
using System.Text;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Alerts.Channels.Mail;
using TokenLedger.Gateway.Tests.Alerts.Support;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class MailTests
{
    private const string Injection = "s\r\nBcc: evil@example.com\r\n\r\n.\r\nMAIL FROM:<x@y.example> – ü";

    [Fact]
    public async Task A_message_reaches_its_recipients_and_says_the_alert()
    {
        await using SmtpServer server = new();
        SendResult result = await SendAsync(server, AlertSamples.Alert(message: "A loop – really."), MailTls.None);

        Assert.True(result.IsAccepted);
        Assert.Equal(
            [
                "EHLO [127.0.0.1]",
                "MAIL FROM:<ledger@example.com>",
                "RCPT TO:<a@example.com>",
                "RCPT TO:<b@example.com>",
                "DATA",
                "QUIT",
            ],
            server.Commands.Select(command => command.Line)
        );
        Assert.Contains("From: ledger@example.com\r\n", server.Message, StringComparison.Ordinal);
        Assert.Contains("To: a@example.com,\r\n b@example.com\r\n", server.Message, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated\r\n", server.Message, StringComparison.Ordinal);
        Assert.StartsWith("A loop – really.\r\n\r\nsession_id: s-42\r\n", Body(server), StringComparison.Ordinal);
        Assert.Equal("[TokenLedger] warning: Loop detected (session:s-42)", Subject(server));
    }

    [Fact]
    public async Task Nothing_a_caller_writes_becomes_a_header_or_a_command()
    {
        await using SmtpServer server = new();
        SendResult result = await SendAsync(server, AlertSamples.Alert(Injection, message: Injection), MailTls.None);

        Assert.True(result.IsAccepted);
        Assert.Equal(6, server.Commands.Count);
        Assert.DoesNotContain("\r\nBcc:", server.Message, StringComparison.Ordinal);
        Assert.Contains("Bcc: evil@example.com", Subject(server), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Subject(server));
        Assert.All(server.Message!.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
        Assert.All(server.Message!, letter => Assert.True(char.IsAscii(letter)));
        Assert.Contains("ü", Body(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_starttls_name_and_password_go_through_tls_only()
    {
        await using SmtpServer server = new()
        {
            Offers = ["STARTTLS", "SIZE 1000"],
            OffersAfterTls = ["AUTH PLAIN LOGIN"],
        };
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.StartTls, "me", trust: true);

        Assert.Null(result.Problem);
        Assert.Equal(
            ["EHLO [127.0.0.1]", "STARTTLS"],
            server.Commands.Where(command => !command.Secured).Select(command => command.Line)
        );
        string plain = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0me\0pass"));
        Assert.Contains(($"AUTH PLAIN {plain}", true), server.Commands);
        Assert.NotNull(server.Message);
    }

    [Fact]
    public async Task Tls_from_the_first_byte_and_the_older_way_to_sign_in_work_too()
    {
        await using SmtpServer server = new() { IsImplicit = true, OffersAfterTls = ["AUTH LOGIN"] };
        server.Answers["AUTH LOGIN"] = "334 VXNlcm5hbWU6";
        server.Answers[Convert.ToBase64String("me"u8)] = "334 UGFzc3dvcmQ6";
        server.Answers[Convert.ToBase64String("pass"u8)] = "235 welcome";
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.Implicit, "me", trust: true);

        Assert.Null(result.Problem);
        Assert.NotNull(server.Message);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_neither_password_nor_message()
    {
        await using SmtpServer server = new() { Offers = ["STARTTLS"], OffersAfterTls = ["AUTH PLAIN"] };
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.StartTls, "me");

        Assert.Equal("the mail server's certificate is not valid for its name", result.Problem);
        Assert.DoesNotContain(server.Commands, command => command.Line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Null(server.Message);
    }

    [Fact]
    public async Task A_server_that_offers_no_tls_gets_nothing()
    {
        await using SmtpServer server = new() { Offers = ["AUTH PLAIN"] };
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.StartTls, "me");

        Assert.Equal("the mail server does not offer TLS, and nothing is sent without (tls)", result.Problem);
        Assert.Equal(["EHLO [127.0.0.1]"], server.Commands.Select(command => command.Line));
    }

    [Fact]
    public async Task Answers_sent_ahead_of_tls_are_not_believed()
    {
        await using SmtpServer server = new() { Offers = ["STARTTLS"] };
        server.Answers["STARTTLS"] = "220 go on\r\n250-evil\r\n250 AUTH PLAIN";
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.StartTls, "me");

        Assert.False(result.IsAccepted);
        Assert.DoesNotContain(server.Commands, command => command.Line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAIL", "550 not you, token=hunter2", "the mail server answered 550 to the sender")]
    [InlineData("RCPT", "550 unknown", "the mail server refused every recipient (550)")]
    [InlineData("DATA", "451 later", "the mail server answered 451 to DATA")]
    [InlineData("EHLO", "nonsense", "what answers is not a mail server")]
    public async Task A_refusal_is_told_without_the_servers_words(string command, string answer, string problem)
    {
        await using SmtpServer server = new();
        server.Answers[command] = answer;
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.None);

        Assert.Equal(problem, result.Problem);
    }

    [Fact]
    public async Task One_unknown_recipient_keeps_the_message_from_nobody_else()
    {
        await using SmtpServer server = new();
        server.Answers["RCPT TO:<a@"] = "550 unknown";
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.None);

        Assert.True(result.IsAccepted);
        Assert.NotNull(server.Message);
    }

    [Fact]
    public async Task An_endless_greeting_ends_here()
    {
        await using SmtpServer server = new() { Greeting = "220-" + new string('x', 5000) };
        SendResult result = await SendAsync(server, AlertSamples.Alert(), MailTls.None);

        Assert.Equal("the mail server's answer has a line of more than 2048 bytes", result.Problem);
    }

    [Fact]
    public async Task A_mail_server_that_hangs_is_left_after_its_time()
    {
        await using AlertBench bench = new() { Hangs = true };
        await using SmtpServer server = new() { Greeting = "220-wait" };
        server.Start();
        await bench.StartAsync(
            new ChannelOptions
            {
                Name = "duty",
                Kind = ChannelKind.Mail,
                Mail = Options(server, MailTls.None, null),
            }
        );

        bench.Ledger.Add(AlertSamples.Rejection("loop_detected", "loop"));
        await bench.UntilAsync(() => bench.Run.Tally.Of("duty", "retried") > 0);

        Assert.Contains("channel duty at try 1: no answer within 10 s", bench.Log.Text, StringComparison.Ordinal);
    }

    private static MailOptions Options(SmtpServer server, MailTls tls, string? user) =>
        new()
        {
            Host = tls == MailTls.None ? "127.0.0.1" : "localhost",
            Port = server.Port,
            Tls = tls,
            User = user,
            Password = "pass",
            From = "ledger@example.com",
            To = ["a@example.com", "b@example.com"],
        };

    private static async Task<SendResult> SendAsync(
        SmtpServer server,
        Alert alert,
        MailTls tls,
        string? user = null,
        bool trust = false
    )
    {
        server.Start();
        X509Certificate2Collection? trusted = trust ? [server.Certificate] : null;
        using MailReceiver receiver = new(
            Options(server, tls, user),
            new OutboundAddress(allowLinkLocal: false),
            new StepClock(),
            trusted
        );
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(30));
        SendResult result = await receiver.SendAsync(alert, late.Token);
        await server.LeftAsync();
        return result;
    }

    private static string Body(SmtpServer server) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(server.Message!.Split("\r\n\r\n", 2)[1]));

    private static string Subject(SmtpServer server)
    {
        string header = server.Message!.Split("Subject: ")[1].Split("\r\nDate:")[0];
        IEnumerable<byte> bytes = header
            .Split("\r\n ")
            .SelectMany(word => Convert.FromBase64String(word["=?utf-8?B?".Length..^2]));
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
