using System.Threading.Channels;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Verification;

/// <summary>
/// Reads segments frame by frame and hands chunks on. Where frames cannot be read it says so and goes on at the next
/// one that can.
/// </summary>
internal sealed class SegmentAudit(
    ILedgerFiles files,
    ChannelWriter<Task<AuditedChunk>> chunks,
    long signedSize,
    Action<Finding> report
)
{
    private long _next;
    private byte[]? _root;
    private bool _gap;

    /// <summary>Bytes of an unfinished commit at the end of the last segment.</summary>
    public long UnfinishedBytes { get; private set; }

    public async Task ReadAsync(long segment, bool isLast, CancellationToken cancellation)
    {
        if (segment != _next)
        {
            report(
                new Finding(
                    SegmentPath.Of(SegmentPath.FirstOf(_next)),
                    _next,
                    $"the segment is missing or not full; entry {segment} follows"
                )
            );
            (_next, _root, _gap) = (segment, null, true);
        }

        using ILogFile? file = files.OpenRead(SegmentPath.Of(segment));
        if (file is null)
        {
            report(new Finding(SegmentPath.Of(segment), segment, "the segment has gone"));
            return;
        }

        FrameScanner? scanner = new(file, _next, _root);
        while (scanner is not null)
        {
            await ReadAsync(segment, scanner, cancellation).ConfigureAwait(false);
            (_next, _root) = (scanner.Next, scanner.Root);
            FrameScanner? later = scanner.Problem is null ? null : scanner.LaterFrame();
            if (later is not null && WasBeingWritten(file, scanner))
            {
                scanner = new FrameScanner(file, _next, _root, scanner.Offset);
                continue;
            }

            if (scanner.Problem is not null)
            {
                JudgeStop(segment, scanner, later, isLast);
            }

            scanner = later;
        }

        if (_next > segment + SegmentPath.Entries)
        {
            report(new Finding(SegmentPath.Of(segment), _next - 1, "the segment holds more than 65,536 entries"));
        }
    }

    // A running writer may have completed the frame between the two looks; it never writes one behind an incomplete one.
    private static bool WasBeingWritten(ILogFile file, FrameScanner scanner) =>
        new FrameScanner(file, scanner.Next, scanner.Root, scanner.Offset).MoveNext();

    private void JudgeStop(long segment, FrameScanner scanner, FrameScanner? later, bool isLast)
    {
        if (later is null && isLast && scanner.Next >= signedSize)
        {
            UnfinishedBytes = scanner.TornBytes();
            return;
        }

        string where = $"at byte {scanner.Offset} {scanner.Problem}";
        string what = later is null ? where : $"{where}; readable again from entry {later.Next}";
        report(new Finding(SegmentPath.Of(segment), scanner.Next, what));
        _gap = true;
    }

    private async Task ReadAsync(long segment, FrameScanner scanner, CancellationToken cancellation)
    {
        AuditedChunk chunk = New(segment);
        while (scanner.MoveNext())
        {
            chunk.Add(scanner.Current);
            if (chunk.Count >= AuditedChunk.FullAt)
            {
                await SendAsync(chunk, cancellation).ConfigureAwait(false);
                chunk = New(segment);
            }
        }

        await SendAsync(chunk, cancellation).ConfigureAwait(false);
    }

    private AuditedChunk New(long segment) => new() { Segment = segment, FollowsGap = _gap };

    private async Task SendAsync(AuditedChunk chunk, CancellationToken cancellation)
    {
        if (chunk.Count > 0)
        {
            await chunks.WriteAsync(Task.Run(chunk.Audit, cancellation), cancellation).ConfigureAwait(false);
        }
    }
}
