using System.Globalization;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// The files of one set of columns: sealed segments <c>NUMBER-POSITION.seg</c> and the tail after them
/// <c>NUMBER.tail</c>, NUMBER being how many segments stand before it.
/// </summary>
/// <param name="Path">Absolute path.</param>
internal sealed record ColumnFolder(string Path)
{
    private const string NamePrefix = "columns-";
    private const string SegmentSuffix = ".seg";
    private const string TailSuffix = ".tail";

    /// <summary>A name for new columns; no two are alike, so that a rebuild never writes into what is read.</summary>
    public static string NewName() => NamePrefix + Guid.NewGuid().ToString("N");

    /// <summary>The columns of a projection file.</summary>
    public static ColumnFolder Beside(string file, string name) =>
        new(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, name));

    /// <summary>Deletes the columns beside a projection file that are not its own.</summary>
    public static void DeleteOthers(string file, string name)
    {
        foreach (string folder in Directory.GetDirectories(System.IO.Path.GetDirectoryName(file)!, NamePrefix + "*"))
        {
            if (System.IO.Path.GetFileName(folder) != name)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>A segment's file.</summary>
    /// <param name="number">Segments before it.</param>
    /// <param name="position">Entries folded when it was sealed.</param>
    public string Segment(int number, long position) =>
        System.IO.Path.Combine(
            Path,
            string.Create(CultureInfo.InvariantCulture, $"{number:D6}-{position}{SegmentSuffix}")
        );

    /// <summary>A tail's file.</summary>
    public string Tail(int number) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{number:D6}{TailSuffix}"));

    /// <summary>The segments there are without a gap, in order, and the position after each.</summary>
    public List<(string File, long Position)> Segments()
    {
        List<(string, long)> found = [];
        if (!Directory.Exists(Path))
        {
            return found;
        }

        string[] files = Directory.GetFiles(Path, "*" + SegmentSuffix);
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
        {
            string[] parts = System.IO.Path.GetFileNameWithoutExtension(file).Split('-');
            bool next =
                parts.Length == 2
                && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int number)
                && number == found.Count;
            if (!next || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out long position))
            {
                break;
            }

            found.Add((file, position));
        }

        return found;
    }
}
