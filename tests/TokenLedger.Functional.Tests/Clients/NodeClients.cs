using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>
/// The npm clients in a folder of their own: the project's when it has them, else a cache folder of the user, filled by
/// <c>npm ci</c> from the lock file.
/// </summary>
internal static class NodeClients
{
    private static string Project { get; } = Path.Combine(Repository.Root, "tests", "clients");

    /// <summary>Runs the exchange script of one client against an address.</summary>
    /// <returns>What the client received, as JSON; null when there is no Node here.</returns>
    public static async Task<string?> RunAsync(string client, Uri address, CancellationToken cancellation)
    {
        if (!IsThere("node") || !IsThere("npm"))
        {
            return null;
        }

        string folder = await PrepareAsync(cancellation);
        Dictionary<string, string> addresses = new() { [client] = address.ToString().TrimEnd('/') };
        return await RunAsync(folder, "node", ["exchange.mjs", JsonSerializer.Serialize(addresses)], cancellation);
    }

    /// <summary>Runs another script of that folder.</summary>
    /// <returns>What it printed; null when there is no Node here.</returns>
    public static async Task<string?> RunScriptAsync(string[] arguments, CancellationToken cancellation) =>
        IsThere("node") && IsThere("npm")
            ? await RunAsync(await PrepareAsync(cancellation), "node", arguments, cancellation)
            : null;

    private static async Task<string> PrepareAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(Path.Combine(Project, "node_modules")))
        {
            return Project;
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

        foreach (string script in Directory.EnumerateFiles(Project, "*.mjs"))
        {
            Copy(Path.GetFileName(script), folder);
        }

        return folder;
    }

    private static string CacheFolder()
    {
        byte[] locked = SHA256.HashData(File.ReadAllBytes(Path.Combine(Project, "package-lock.json")));
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache,
            "tokenledger",
            "clients-" + Convert.ToHexStringLower(locked.AsSpan(0, 6))
        );
    }

    private static void Copy(string file, string folder) =>
        File.Copy(Path.Combine(Project, file), Path.Combine(folder, file), overwrite: true);

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
