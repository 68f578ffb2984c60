using System.Diagnostics;
using System.Security.Cryptography;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>A folder below tests/clients with a package.json of its own, installed into a cache folder of the user.</summary>
internal sealed class NodeProject(string name)
{
    private readonly string source = Path.Combine(Repository.Root, "tests", "clients", name);

    /// <summary>Runs a script with one argument.</summary>
    /// <returns>What it printed; null when there is no Node here.</returns>
    public async Task<string?> RunAsync(string script, string argument, CancellationToken cancellation)
    {
        if (!IsThere("node") || !IsThere("npm"))
        {
            return null;
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

        Copy(script, folder);
        return await RunAsync(folder, "node", [script, argument], cancellation);
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
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]}: {error}");
        return await output;
    }
}
