namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>Where exports are delivered to. Delivering a file again replaces it.</summary>
public interface IExportTarget
{
    /// <summary>Where it is, for people; without secrets.</summary>
    string Place { get; }

    /// <summary>Stores a file, whole or not at all.</summary>
    /// <param name="name">Its name, without folders.</param>
    /// <param name="content">Its content, from the beginning of a stream that can be read again.</param>
    /// <param name="sha256">SHA-256 of the content, lower-case hexadecimal.</param>
    /// <param name="contentType">What it is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when it is stored; else one sentence that says why not.</returns>
    Task<string?> StoreAsync(
        string name,
        Stream content,
        string sha256,
        string contentType,
        CancellationToken cancellation
    );
}
