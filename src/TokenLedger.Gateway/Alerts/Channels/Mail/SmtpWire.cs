using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TokenLedger.Gateway.Alerts.Channels.Mail;

/// <summary>Lines to and from a mail server (RFC 5321), before and after TLS. Answers are bounded.</summary>
internal sealed class SmtpWire(NetworkStream socket) : IAsyncDisposable
{
    private const int LongestLine = 2048;
    private const int MostLines = 128;

    private readonly byte[] _buffer = new byte[LongestLine];
    private Stream _stream = socket;
    private int _start;
    private int _end;

    /// <summary>Begins TLS. What came in clear text before it is not believed.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate is not valid.</exception>
    public async Task SecureAsync(string host, X509Certificate2Collection? trusted, CancellationToken cancellation)
    {
        if (_start != _end)
        {
            throw new SmtpException("the mail server sent commands' answers ahead of TLS");
        }

        SslStream secured = new(_stream, leaveInnerStreamOpen: false);
        _stream = secured;
        SslClientAuthenticationOptions options = new() { TargetHost = host };
        if (trusted is not null)
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        await secured.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a command and reads its answer.</summary>
    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancellation)
    {
        await TellAsync(command, cancellation).ConfigureAwait(false);
        return await ReadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a command whose answer does not matter.</summary>
    public async Task TellAsync(string command, CancellationToken cancellation)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellation).ConfigureAwait(false);
        await _stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads an answer: lines "250-text", the last one "250 text".</summary>
    public async Task<SmtpReply> ReadAsync(CancellationToken cancellation)
    {
        List<string> lines = [];
        while (lines.Count < MostLines)
        {
            string line = await ReadLineAsync(cancellation).ConfigureAwait(false);
            bool isReply =
                line.Length >= 3
                && int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && (line.Length == 3 || line[3] is ' ' or '-');
            if (!isReply)
            {
                throw new SmtpException("what answers is not a mail server");
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                return new(int.Parse(line.AsSpan(0, 3), CultureInfo.InvariantCulture), lines);
            }
        }

        throw new SmtpException($"the mail server's answer has more than {MostLines} lines");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        int searched = _start;
        while (true)
        {
            int feed = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                string line = Encoding.Latin1.GetString(_buffer, _start, searched + feed - _start).TrimEnd('\r');
                _start = searched + feed + 1;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            searched = _end;
            if (_end == _buffer.Length)
            {
                throw new SmtpException($"the mail server's answer has a line of more than {LongestLine} bytes");
            }

            int read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                throw new SmtpException("the mail server closed the connection");
            }

            _end += read;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
