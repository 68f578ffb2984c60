using System.Globalization;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// The file that says how far spans have been sent: the next entry and the SHA-256 of the one before. It can be lost; then
/// sending begins at the head of the ledger.
/// </summary>
/// <param name="Next">The next entry to be sent.</param>
/// <param name="Before">By what the ledger is known again.</param>
internal sealed record SpanPosition(long Next, byte[] Before)
{
    /// <summary>Reads the file; null when there is none that can be used.</summary>
    public static SpanPosition? Read(string path)
    {
        try
        {
            string[] parts = File.ReadAllText(path).Split(' ', '\n');
            return
                parts.Length >= 2
                && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long next)
                ? new(next, Convert.FromHexString(parts[1]))
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file; it is complete before it is visible.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public void Write(string path)
    {
        File.WriteAllText(
            path + ".new",
            string.Create(CultureInfo.InvariantCulture, $"{Next} {Convert.ToHexStringLower(Before)}\n")
        );
        File.Move(path + ".new", path, overwrite: true);
    }
}
