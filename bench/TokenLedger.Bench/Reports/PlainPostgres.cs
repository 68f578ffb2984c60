using System.Diagnostics;
using System.Globalization;

namespace TokenLedger.Bench.Reports;

/// <summary>
/// The plain table in a private PostgreSQL that listens on a socket in a folder of its own only, asked with psql, which
/// tells the time of each statement: index on the instant, 1 GiB of shared buffers, 256 MiB to work, two parallel workers.
/// </summary>
internal sealed class PlainPostgres : IDisposable
{
    private const string Timing = "Time: ";

    private readonly string _bin;
    private readonly string _folder;
    private readonly bool _asOther = Environment.UserName == "root"; // PostgreSQL refuses to run as root

    private PlainPostgres(string bin, string folder) => (_bin, _folder) = (bin, folder);

    /// <summary>Starts it in a folder, filled if that is new; null where PostgreSQL is not installed.</summary>
    public static PlainPostgres? Start(string folder, int rows)
    {
        const string Installed = "/usr/lib/postgresql";
        string? bin = Directory.Exists(Installed)
            ? Directory
                .GetDirectories(Installed)
                .Order(StringComparer.Ordinal)
                .Select(one => one + "/bin")
                .LastOrDefault()
            : null;
        if (bin is null)
        {
            return null;
        }

        PlainPostgres server = new(bin, folder);
        bool isNew = !Directory.Exists(folder);
        if (isNew)
        {
            Directory.CreateDirectory(folder);
            server.OwnFolder();
            server.Run("initdb", $"-D {folder}/data -A trust -U bench --no-sync");
        }

        server.Run(
            "pg_ctl",
            $"-D {folder}/data -l {folder}/log -w -o \"-c listen_addresses='' -k {folder} -c shared_buffers=1GB -c work_mem=256MB -c fsync=off -c max_parallel_workers_per_gather=2\" start"
        );
        if (isNew)
        {
            server.Fill(rows);
        }

        return server;
    }

    /// <summary>Milliseconds of a query, as psql tells them.</summary>
    public double Time(string sql)
    {
        string said = Run("psql", $"-h {_folder} -U bench -X -q -o /dev/null postgres", $"\\timing on\n{sql};\n");
        int at = said.LastIndexOf(Timing, StringComparison.Ordinal) + Timing.Length;
        return double.Parse(said[at..].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose() => Run("pg_ctl", $"-D {_folder}/data -m immediate -w stop");

    private void Fill(int rows)
    {
        string columns = string.Join(", ", PlainTable.Columns.Select(one => one + " bigint"));
        using Process psql = Begin("psql", $"-h {_folder} -U bench -X -q postgres");
        StreamWriter input = psql.StandardInput;
        input.WriteLine($"CREATE TABLE c ({columns});");
        input.WriteLine("COPY c FROM stdin;");
        SampleRows sample = new(rows);
        long[] values = new long[PlainTable.Columns.Count];
        for (int row = 0; row < rows; row++)
        {
            PlainTable.Read(sample.Next(row), values);
            input.WriteLine(string.Join('\t', values));
        }

        input.WriteLine("\\.");
        input.WriteLine("CREATE INDEX at ON c (at); VACUUM ANALYZE c;");
        input.Close();
        psql.WaitForExit();
    }

    private void OwnFolder()
    {
        if (_asOther)
        {
            using Process chown = Process.Start("chown", ["postgres", _folder]);
            chown.WaitForExit();
        }
    }

    private string Run(string program, string arguments, string? typed = null)
    {
        using Process process = Begin(program, arguments);
        process.StandardInput.Write(typed);
        process.StandardInput.Close();
        // A server that stays running keeps the pipe open, so what it says is not waited for.
        string said = program == "pg_ctl" ? "" : process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? said
            : throw new InvalidOperationException($"{program} failed with {process.ExitCode}; see {_folder}/log.");
    }

    private Process Begin(string program, string arguments)
    {
        string command = $"{_bin}/{program} {arguments}";
        ProcessStartInfo start = new("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/tmp",
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            _asOther ? $"exec setpriv --reuid=postgres --regid=postgres --clear-groups {command}" : "exec " + command
        );
        return Process.Start(start)!;
    }
}
