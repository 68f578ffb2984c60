using System.Diagnostics;
using System.Security.Cryptography;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>
/// A folder with a package.json of its own. Its packages are the folder's where it has them, else in a cache folder of the
/// user, filled by <c>npm ci</c> from the lock file.
/// </summary>
/// <param name="source">The folder.</param>
/// <param name="name">What the cache folder's name begins with.</param>
internal sealed class NodeProject(string source, string name)
{
    /// <summary>tests/clients: what has no folder of its own stands there.</summary>
    public static string Clients { get; } = Path.Combine(Repository.Root, "tests", "clients");

    /// <summary>Runs a script.</summary>
    /// <param name="arguments">The script, and what it is told.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What it printed; null when there is no Node here.</returns>
    public async Task<string?> RunAsync(string[] arguments, CancellationToken cancellation) =>
        IsThere("node") && IsThere("npm")
            ? await RunAsync(await PrepareAsync(cancellation), "node", arguments, cancellation)
            : null;

    /// <summary>Starts a script that serves.</summary>
    /// <param name="arguments">The script, and what it is told.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The script, once it has said its first line; null when there is no Node here.</returns>
    public async Task<NodeServer?> StartAsync(string[] arguments, CancellationToken cancellation)
    {
        if (!IsThere("node") || !IsThere("npm"))
        {
            return null;
        }

        ProcessStartInfo start = new("node", arguments)
        {
            WorkingDirectory = await PrepareAsync(cancellation),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync(cancellation);
        Assert.NotNull(line);
        return new(process, line);
    }

    private async Task<string> PrepareAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(Path.Combine(source, "node_modules")))
        {
            return source;
        }

        string folder = CacheFolder();
        if (!File.Exists(Path.Combine(folder, "installed")))
        {
            Directory.CreateDirectory(folder);
            Copy("package.json", folder);
            Copy("package-lock.json", folder);
            await RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder, "installed"), "", cancellation);
        }

        foreach (string script in Directory.EnumerateFiles(source, "*.mjs"))
        {
            Copy(Path.GetFileName(script), folder);
        }

        return folder;
    }

    private string CacheFolder()
    {
        byte[] locked = SHA256.HashData(File.ReadAllBytes(Path.Combine(source, "package-lock.json")));
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache,
            "tokenledger",
            $"{name}-{Convert.ToHexStringLower(locked.AsSpan(0, 6))}"
        );
    }

    private void Copy(string file, string folder) =>
        File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<string> RunAsync(
        string folder,
        string program,
        string[] arguments,
        CancellationToken cancellation
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        string error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
        return await output;
    }
}
