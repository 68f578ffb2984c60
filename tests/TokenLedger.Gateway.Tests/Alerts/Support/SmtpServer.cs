using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>A mail server for one connection on a free loopback port, as far as RFC 5321 needs it.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What EHLO offers, before TLS and after.</summary>
    public string[] Offers { get; init; } = [];

    public string[] OffersAfterTls { get; init; } = [];

    /// <summary>Answers in place of the usual ones, by the command's beginning.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string Greeting { get; init; } = "220 ready";

    public bool IsImplicit { get; init; }

    public X509Certificate2 Certificate { get; } = Issue("localhost");

    /// <summary>Every command, and whether it came through TLS.</summary>
    public List<(string Line, bool Secured)> Commands { get; } = [];

    /// <summary>The message as it came, without its last dot.</summary>
    public string? Message { get; private set; }

    public void Start()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Completes when the client has left.</summary>
    public Task LeftAsync() => _serving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private async Task ServeAsync()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
        Stream stream = client.GetStream();
        try
        {
            await TalkAsync(IsImplicit ? await SecureAsync(stream) : stream, IsImplicit);
        }
        catch (Exception broken) when (broken is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has left; the test looks at what was said.
        }
    }

    private async Task TalkAsync(Stream stream, bool secured)
    {
        await SayAsync(stream, Greeting);
        while (await ReadLineAsync(stream) is { } line)
        {
            Commands.Add((line, secured));
            string? other = Answers
                .Where(answer => line.StartsWith(answer.Key, StringComparison.OrdinalIgnoreCase))
                .Select(answer => answer.Value)
                .FirstOrDefault();
            string verb = line.Split(' ')[0].ToUpperInvariant();
            await SayAsync(stream, other ?? Usual(verb, secured));
            if (other is not null)
            {
                continue;
            }

            if (verb == "STARTTLS")
            {
                stream = await SecureAsync(stream);
                secured = true;
            }
            else if (verb == "DATA")
            {
                Message = await ReadMessageAsync(stream);
                await SayAsync(stream, "250 taken");
            }
            else if (verb == "QUIT")
            {
                return;
            }
        }
    }

    private string Usual(string verb, bool secured) =>
        verb switch
        {
            "EHLO" => string.Join("\r\n", Lines(secured ? OffersAfterTls : Offers)),
            "STARTTLS" => "220 go on",
            "AUTH" => "235 welcome",
            "DATA" => "354 send it",
            "QUIT" => "221 bye",
            _ => "250 good",
        };

    private static IEnumerable<string> Lines(string[] offers) =>
        offers.Length == 0
            ? ["250 test"]
            : offers.SkipLast(1).Select(offer => "250-" + offer).Prepend("250-test").Append("250 " + offers[^1]);

    private async Task<Stream> SecureAsync(Stream stream)
    {
        SslStream secured = new(stream);
        await secured.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = Certificate },
            _stop.Token
        );
        return secured;
    }

    private async Task<string> ReadMessageAsync(Stream stream)
    {
        StringBuilder message = new();
        while (await ReadLineAsync(stream) is { } line && line != ".")
        {
            message.Append(line).Append("\r\n");
        }

        return message.ToString();
    }

    /// <summary>Byte by byte, so that nothing of what TLS sends is taken.</summary>
    private async Task<string?> ReadLineAsync(Stream stream)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private async Task SayAsync(Stream stream, string text) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n"), _stop.Token);

    private static X509Certificate2 Issue(string name)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        Certificate.Dispose();
        _stop.Dispose();
    }
}
