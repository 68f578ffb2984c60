using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>
/// Looks for what keeps people from using a page, with the rules of axe-core. The package is installed by <c>npm ci</c> from
/// the lock file in tests/clients/axe, once, into a cache folder of the user.
/// </summary>
internal static class Axe
{
    private static readonly Lazy<Task<Installed>> s_script = new(InstallAsync);

    /// <summary>The serious and critical violations of a page, one a line.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(IPage page)
    {
        (string? script, string? problem) = await s_script.Value;
        Assert.SkipWhen(script is null, problem ?? "");
        await page.EvaluateAsync(script);
        JsonElement? answer = await page.EvaluateAsync(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(one => ({ impact: one.impact, id: one.id, help: one.help, where: one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)) }))"
        );
        return
        [
            .. answer!
                .Value.EnumerateArray()
                .Where(one => one.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(one => one.ToString()),
        ];
    }

    private static async Task<Installed> InstallAsync()
    {
        if (
            !(Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "npm")))
        )
        {
            return new(null, "There is no npm here. On Debian: apt-get install npm");
        }

        string source = Path.Combine(Root(), "tests", "clients", "axe");
        byte[] locked = SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json")));
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = Path.Combine(
            string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache,
            "tokenledger",
            "axe-" + Convert.ToHexStringLower(locked.AsSpan(0, 6))
        );
        string script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script))
        {
            Directory.CreateDirectory(folder);
            foreach (string file in (string[])["package.json", "package-lock.json"])
            {
                File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
            }

            ProcessStartInfo start = new("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                return new(null, $"npm cannot fetch axe-core here: {error}{await output}");
            }
        }

        return new(await File.ReadAllTextAsync(script), null);
    }

    private sealed record Installed(string? Script, string? Problem);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TokenLedger.slnx")))
        {
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The repository is not above the tests.");
        }

        return folder;
    }
}
