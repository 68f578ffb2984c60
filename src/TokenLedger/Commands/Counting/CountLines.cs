using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenLedger.Commands.Counting;

/// <summary>
/// Counts the texts of a file of JSON lines, one after the other: memory is that of the longest line. A bad line is
/// named and the rest is still counted. Exit code 0: all counted; 1: a line was bad.
/// </summary>
internal sealed class CountLines(TextWriter output, TextWriter error)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int exitCode;
    private long number;

    /// <summary>Counts every line.</summary>
    /// <param name="lines">JSON lines in UTF-8.</param>
    /// <param name="fallback">What a line is counted with that names neither encoding nor model.</param>
    /// <param name="withIds">Whether to print ids for lines that do not say.</param>
    /// <param name="cancellation">Stops between lines.</param>
    public async Task<int> RunAsync(Stream lines, TokenChoice fallback, bool withIds, CancellationToken cancellation)
    {
        PipeReader reader = PipeReader.Create(lines, new(bufferSize: 64 * 1024));
        ReadResult read;
        do
        {
            read = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Count(rest.Slice(0, end), fallback, withIds);
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted && !rest.IsEmpty)
            {
                Count(rest, fallback, withIds);
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, read.Buffer.End);
        } while (!read.IsCompleted);
        await reader.CompleteAsync();
        return exitCode;
    }

    private void Count(in ReadOnlySequence<byte> bytes, TokenChoice fallback, bool withIds)
    {
        number++;
        try
        {
            // A text may hold half a surrogate pair as an escape, and a file may hold what is not UTF-8: both are
            // U+FFFD, as they are for the encoders themselves.
            string line = Encoding.UTF8.GetString(bytes).Trim('\uFEFF', '\r', ' ', '\t');
            if (line.Length > 0)
            {
                using JsonDocument parsed = JsonDocument.Parse(line);
                Write(CountedLine.Read(parsed.RootElement, fallback, withIds));
            }
        }
        catch (JsonException e)
        {
            Complain($"it is not JSON from byte {e.BytePositionInLine ?? 0} on");
        }
        catch (FormatException e)
        {
            Complain(e.Message);
        }
    }

    private void Write(CountedLine counted)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Plain))
        {
            counted.WriteTo(writer);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void Complain(string problem)
    {
        string line = number.ToString(CultureInfo.InvariantCulture);
        error.WriteLine($"Line {line} was not counted: {problem}.");
        exitCode = ExitCode.Failed;
    }
}
