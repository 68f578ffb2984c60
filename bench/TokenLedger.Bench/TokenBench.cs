using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Bench;

/// <summary>
/// Counting tokens beside npm's tiktoken on the same texts, in one run, one thread each. Speeds are per second of
/// processor time, the best of many rounds, so that a busy machine shows in them as little as possible.
/// </summary>
public static class TokenBench
{
    private static readonly TimeSpan PerText = TimeSpan.FromMilliseconds(200);

    /// <summary>The runtime compiles what is hot once more in the background; figures before that are not its.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private const int RandomUnits = 200;

    private sealed record Figure(long Bytes, int Tokens, double Seconds, long Allocated);

    /// <summary>Measures and prints a table for each encoding named, o200k_base and cl100k_base when none is.</summary>
    /// <returns>0; 1 when the two disagree about a count.</returns>
    public static int Run(string[] args)
    {
        string repository = Repository();
        string folder = Directory.CreateTempSubdirectory("tokenledger-bench-").FullName;
        try
        {
            IReadOnlyDictionary<string, string> texts = TokenTexts.All(repository);
            foreach ((string name, string text) in texts)
            {
                File.WriteAllText(Path.Combine(folder, name), TokenTexts.ForPeer(name, text));
            }

            bool agree = true;
            foreach (string encoding in args.Length > 0 ? args : ["o200k_base", "cl100k_base"])
            {
                agree &= Compare(BytePairEncoding.Named(encoding)!, texts, repository, folder);
            }

            SlowestRepeats(BytePairEncoding.O200kBase);
            return agree ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Compare(
        BytePairEncoding encoding,
        IReadOnlyDictionary<string, string> texts,
        string repository,
        string folder
    )
    {
        TimeSpan began = Environment.CpuUsage.TotalTime;
        _ = encoding.Count("x");
        double load = (Environment.CpuUsage.TotalTime - began).TotalMilliseconds;
        foreach (string kind in (string[])["prose", "code", "chinese", "random letters"])
        {
            Measure(encoding, texts[kind], WarmUp / 4);
        }

        Dictionary<string, Figure> ours = texts.ToDictionary(
            pair => pair.Key,
            pair => Measure(encoding, pair.Value, PerText)
        );
        Dictionary<string, Figure> peer = Peer(encoding.Name, repository, folder, out double peerLoad);
        Console.WriteLine(
            $"{encoding.Name}: ready after {Text(load, "0")} ms of CPU; tiktoken (wasm) after {Text(peerLoad, "0")} ms"
        );
        Console.WriteLine($"{"text", -24}{"KB", 8}{"tokens", 9}{"MB/s", 9}{"alloc B", 9}{"tiktoken", 10}{"ratio", 8}");
        bool agree = true;
        foreach ((string name, Figure mine) in ours)
        {
            Figure? other = peer.GetValueOrDefault(name);
            bool same = other is null || other.Tokens == encoding.Count(TokenTexts.ForPeer(name, texts[name]));
            agree &= same;
            double speed = mine.Bytes / mine.Seconds / 1e6;
            double? peerSpeed = other?.Bytes / other?.Seconds / 1e6;
            Console.WriteLine(
                $"{name, -24}{mine.Bytes / 1000, 8}{mine.Tokens, 9}{Text(speed, "0.0"), 9}{mine.Allocated, 9}"
                    + $"{Text(peerSpeed, "0.00"), 10}{Text(speed / peerSpeed, "0.0"), 8}{(same ? "" : "  DIFFERENT COUNT")}"
            );
        }

        Console.WriteLine();
        return agree;
    }

    /// <summary>Repeats of random units of one to four characters: there must be no unit that takes long.</summary>
    private static void SlowestRepeats(BytePairEncoding encoding)
    {
        IReadOnlyList<(string Unit, string Text)> repeats = TokenTexts.RandomRepeats(RandomUnits);
        double[] speeds = [.. repeats.Select(repeat => Best(encoding, repeat.Text, rounds: 3))];
        int[] order = [.. Enumerable.Range(0, speeds.Length).OrderBy(i => speeds[i])];
        string slowest = string.Join(
            ", ",
            order.Take(3).Select(i => $"{Codes(repeats[i].Unit)} {Text(speeds[i], "0.0")}")
        );
        Console.WriteLine(
            $"{encoding.Name}, {RandomUnits} random units x 100,000: slowest MB/s {slowest}; median "
                + Text(speeds[order[order.Length / 2]], "0.0")
        );
    }

    private static double Best(BytePairEncoding encoding, string text, int rounds)
    {
        double best = double.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan began = Environment.CpuUsage.TotalTime;
            _ = encoding.Count(text);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - began).TotalSeconds);
        }

        return Encoding.UTF8.GetByteCount(text) / best / 1e6;
    }

    private static string Codes(string unit) =>
        string.Join('+', unit.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));

    private static Figure Measure(BytePairEncoding encoding, string text, TimeSpan time)
    {
        int tokens = encoding.Count(text);
        double best = double.MaxValue;
        long allocated = long.MaxValue;
        TimeSpan until = Environment.CpuUsage.TotalTime + time;
        do
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan began = Environment.CpuUsage.TotalTime;
            _ = encoding.Count(text);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - began).TotalSeconds);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        } while (Environment.CpuUsage.TotalTime < until);

        return new(Encoding.UTF8.GetByteCount(text), tokens, best, allocated);
    }

    private static Dictionary<string, Figure> Peer(string encoding, string repository, string folder, out double load)
    {
        string script = Path.Combine(repository, "bench", "tokens", "tiktoken.mjs");
        ProcessStartInfo start = new("node", [script, encoding, folder]) { RedirectStandardOutput = true };
        using Process node = Process.Start(start)!;
        string line = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        if (node.ExitCode != 0)
        {
            Console.Error.WriteLine("tiktoken did not run: npm ci --prefix bench/tokens");
            load = 0;
            return [];
        }

        using JsonDocument report = JsonDocument.Parse(line);
        load = report.RootElement.GetProperty("load_ms").GetDouble();
        return report
            .RootElement.GetProperty("files")
            .EnumerateObject()
            .ToDictionary(
                file => file.Name,
                file => new Figure(
                    file.Value.GetProperty("bytes").GetInt64(),
                    file.Value.GetProperty("tokens").GetInt32(),
                    file.Value.GetProperty("seconds").GetDouble(),
                    0
                )
            );
    }

    private static string Text(double? figure, string format) =>
        figure?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TokenLedger.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Run the benchmark from inside the repository.");
    }
}
