namespace TokenLedger.Ledger.Amazon;

/// <summary>
/// The keys of AWS that the gateway signs with: given once, or in a file as AWS's own tools keep it, which is read again
/// whenever it has changed, so that temporary keys can be renewed under a running gateway. Keys stay in memory.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html</remarks>
public sealed class CredentialsFile
{
    private const string DefaultSection = "default";
    private readonly string? _path;
    private readonly Lock _gate = new();
    private AmazonCredentials _current;
    private DateTime _readAt;

    private CredentialsFile(AmazonCredentials current, string? path, DateTime readAt)
    {
        _current = current;
        _path = path;
        _readAt = readAt;
    }

    /// <summary>Credentials that never change.</summary>
    public static CredentialsFile Of(AmazonCredentials credentials) => new(credentials, null, default);

    /// <summary>Credentials from AWS's usual variables; null when they are not set.</summary>
    public static CredentialsFile? OfVariables(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        string? id = variables.GetValueOrDefault("AWS_ACCESS_KEY_ID");
        string? secret = variables.GetValueOrDefault("AWS_SECRET_ACCESS_KEY");
        return string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret)
            ? null
            : Of(new(id, secret, variables.GetValueOrDefault("AWS_SESSION_TOKEN")));
    }

    /// <summary>Opens a file.</summary>
    /// <returns>The file, or one sentence saying what is wrong and what to do.</returns>
    public static (CredentialsFile? File, string? Problem) Open(string path)
    {
        try
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            return Parse(File.ReadAllLines(path)) is { } credentials
                ? (new CredentialsFile(credentials, path, written), null)
                : (null, $"{path} has no aws_access_key_id and aws_secret_access_key in its [default] section");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>
    /// The credentials as they are now. While a changed file cannot be read, or is half written, the last good ones stay.
    /// </summary>
    public AmazonCredentials Current
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

    private void Refresh(string path)
    {
        try
        {
            DateTime written = File.GetLastWriteTimeUtc(path);
            if (written != _readAt && Parse(File.ReadAllLines(path)) is { } credentials)
            {
                _current = credentials;
                _readAt = written;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // AWS itself will say so when the credentials that are left have expired.
        }
    }

    private static AmazonCredentials? Parse(IEnumerable<string> lines)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        bool wanted = false;
        foreach (string line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('[') && line.EndsWith(']'))
            {
                wanted = line[1..^1].Trim() == DefaultSection;
            }
            else if (
                wanted
                && line.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals
                && line[0] is not ('#' or ';')
            )
            {
                values[line[..equals].Trim()] = line[(equals + 1)..].Trim();
            }
        }

        return
            values.TryGetValue("aws_access_key_id", out string? id)
            && values.TryGetValue("aws_secret_access_key", out string? secret)
            && id.Length > 0
            && secret.Length > 0
            ? new AmazonCredentials(id, secret, values.GetValueOrDefault("aws_session_token"))
            : null;
    }
}
