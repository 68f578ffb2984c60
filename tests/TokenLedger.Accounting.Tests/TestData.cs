namespace TokenLedger.Accounting.Tests;

/// <summary>Where the facts that tests compare with are found.</summary>
internal static class TestData
{
    public const string NoShared = "the folder shared/data is not beside this repository";

    /// <summary>A file or folder of this project's data.</summary>
    public static string Own(string path) => Path.Combine(AppContext.BaseDirectory, "data", path);

    /// <summary>The project's own rate tables.</summary>
    public static string Rates => Path.Combine(AppContext.BaseDirectory, "rates");

    /// <summary>The folder of shared facts, when there is one above this repository.</summary>
    public static string? Shared
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string shared = Path.Combine(folder.FullName, "shared", "data");
                if (Directory.Exists(shared))
                {
                    return shared;
                }
            }

            return null;
        }
    }
}
