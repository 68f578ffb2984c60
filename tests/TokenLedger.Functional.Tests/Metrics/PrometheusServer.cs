using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Metrics;

/// <summary>A real Prometheus that scrapes a gateway every second, on loopback, with its data in a folder of its own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly TempFolder folder;
    private readonly Task drained;
    private readonly HttpClient http;

    private PrometheusServer(Process process, TempFolder folder, int port)
    {
        this.process = process;
        this.folder = folder;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        drained = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public static PrometheusServer Start(Uri target)
    {
        string program = PrometheusTools.PathOf("prometheus");
        TempFolder folder = new();
        string configuration = Path.Combine(folder.Path, "prometheus.yml");
        File.WriteAllText(
            configuration,
            $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: tokenledger
                static_configs:
                  - targets: ["{target.Authority}"]

            """
        );
        int port = PrometheusTools.FreePort();
        Process process = Process.Start(
            new ProcessStartInfo(
                program,
                [
                    $"--config.file={configuration}",
                    $"--storage.tsdb.path={Path.Combine(folder.Path, "data")}",
                    $"--web.listen-address=127.0.0.1:{port}",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        return new PrometheusServer(process, folder, port);
    }

    /// <summary>Asks until the query has an answer.</summary>
    /// <returns>The value of its first series.</returns>
    public async Task<string> AnswerAsync(string query, CancellationToken cancellation)
    {
        while (true)
        {
            if (await FirstAsync(query, cancellation) is { } value)
            {
                return value;
            }

            Assert.False(process.HasExited, "Prometheus has ended.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private async Task<string?> FirstAsync(string query, CancellationToken cancellation)
    {
        try
        {
            JsonElement answer = await http.GetFromJsonAsync<JsonElement>(
                "/api/v1/query?query=" + Uri.EscapeDataString(query),
                cancellation
            );
            JsonElement found = answer.GetProperty("data").GetProperty("result");
            return found.GetArrayLength() == 0 ? null : found[0].GetProperty("value")[1].GetString();
        }
        catch (HttpRequestException)
        {
            return null; // it does not listen yet, or is not ready
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
        }

        await drained;
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }
}
