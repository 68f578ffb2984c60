using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace TokenLedger.Gateway.Metrics;

/// <summary>Writes what is known of the process itself.</summary>
internal static class ProcessPage
{
    private static readonly string s_version =
        typeof(ProcessPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>Writes it.</summary>
    public static void Write(MetricPage page)
    {
        using Process self = Process.GetCurrentProcess();
        One(page, KnownMetrics.Build, 1, new(s_version));
        One(page, KnownMetrics.Processor, (decimal)self.TotalProcessorTime.TotalSeconds);
        One(page, KnownMetrics.Resident, self.WorkingSet64);
        One(page, KnownMetrics.Virtual, self.VirtualMemorySize64);
        One(page, KnownMetrics.Started, Started(self));
        One(page, KnownMetrics.Files, OpenFiles());
        One(page, KnownMetrics.Heap, GC.GetGCMemoryInfo().HeapSizeBytes);
        page.Begin(KnownMetrics.Collections);
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            page.Sample(
                KnownMetrics.Collections,
                GC.CollectionCount(generation),
                new(generation.ToString(CultureInfo.InvariantCulture))
            );
        }
    }

    private static void One(MetricPage page, Metric metric, decimal value, LabelValues labels = default)
    {
        page.Begin(metric);
        page.Sample(metric, value, labels);
    }

    private static decimal Started(Process self) =>
        new DateTimeOffset(self.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000m;

    private static int OpenFiles() =>
        OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : 0;
}
