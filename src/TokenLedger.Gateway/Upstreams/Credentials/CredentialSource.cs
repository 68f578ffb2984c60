namespace TokenLedger.Gateway.Upstreams.Credentials;

/// <summary>A secret in memory, refreshed from its file when that has one and it has changed.</summary>
internal sealed class CredentialSource
{
    /// <summary>Longest secret, in characters: a signed token of a cloud may be long, a wrong file is longer.</summary>
    public const int Longest = 16 * 1024;

    private readonly string? _path;
    private readonly Lock _gate = new();
    private string _current;
    private DateTime _written;

    /// <summary>A secret without a file.</summary>
    public CredentialSource(string secret) => _current = secret;

    private CredentialSource(string secret, string path, DateTime written)
    {
        _current = secret;
        _path = path;
        _written = written;
    }

    /// <summary>
    /// The secret as it is now. While a changed file cannot be read, or holds nothing that can be sent, the last good
    /// secret stays: the provider itself will say when that is not valid any more.
    /// </summary>
    public string Current
    {
        get
        {
            if (_path is null)
            {
                return _current;
            }

            lock (_gate)
            {
                Refresh(_path);
                return _current;
            }
        }
    }

    /// <summary>Opens a file that holds a secret and nothing else but white space around it.</summary>
    public static (CredentialSource? Source, string? Problem) Open(string path)
    {
        try
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            return Read(path) is { } secret
                ? (new CredentialSource(secret, path, written), null)
                : (null, $"{path} does not hold one key in visible ASCII characters");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read: {e.Message}");
        }
    }

    private void Refresh(string path)
    {
        try
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            if (written != _written && Read(path) is { } secret)
            {
                _current = secret;
                _written = written;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being replaced; the next call looks again.
        }
    }

    private static string? Read(string path)
    {
        string text = File.ReadAllText(path).Trim();
        return IsSendable(text) ? text : null;
    }

    /// <summary>Whether a text can stand in a header.</summary>
    public static bool IsSendable(string text) =>
        text.Length is > 0 and <= Longest && text.All(static c => c is > ' ' and <= '~');
}
