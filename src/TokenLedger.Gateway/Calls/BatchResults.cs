using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Relay;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Reads the results of a batch while they are downloaded, and books each one once: an entry a line, durable before the
/// last piece of the download is released. A file that is no batch's is left alone after its first line.
/// </summary>
/// <param name="call">The download.</param>
/// <param name="pricing">Prices the results.</param>
/// <param name="ledger">Where they are booked.</param>
/// <param name="ids">Makes their ids.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchResults(
    InferenceCall call,
    CallPricing pricing,
    ILedger ledger,
    EntryIds ids,
    TimeProvider time
) : IDisposable
{
    /// <summary>Longest line that is read, in bytes; a longer one is not booked, which the download's settlement says.</summary>
    public const int LongestLine = 16 << 20;

    /// <summary>Most entries on their way to the ledger at once.</summary>
    private const int MostOnTheirWay = 256;

    /// <summary>Longest custom id that stands in an entry, in characters; of a longer one stands its digest.</summary>
    private const int LongestCustomId = 256;

    private readonly PooledBuffer _line = new(16 * 1024);
    private readonly Queue<Task<AppendResult>> _appends = new();
    private bool _isOther;
    private bool _skipping;
    private int _booked;
    private int _unbilled;
    private int _repeated;
    private int _unread;
    private bool _failed;

    /// <summary>What became of the results, for the download's settlement; null when there were none.</summary>
    public string? Summary =>
        _booked + _unbilled + _repeated + _unread == 0
            ? null
            : $"results: {_booked} booked, {_repeated} booked before, {_unbilled} not billed, {_unread} unread";

    /// <summary>What a reader of the settlement must know.</summary>
    public IReadOnlyList<string> Flags => _unread > 0 ? ["batch_results_unread"] : [];

    /// <summary>Takes the next piece of the body, decoded.</summary>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> piece)
    {
        if (call.Route.Inline)
        {
            Gather(piece.Span);
            return;
        }

        while (!piece.IsEmpty && !_isOther)
        {
            int end = piece.Span.IndexOf((byte)'\n');
            Gather(end < 0 ? piece.Span : piece.Span[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            piece = piece[(end + 1)..];
            await KeepUpAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask KeepUpAsync()
    {
        while (_appends.Count > MostOnTheirWay)
        {
            await NextAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Books what stands inside one document. One that is too long is said to be unread as a whole.</summary>
    private async ValueTask ReadDocumentAsync()
    {
        _unread += _skipping ? 1 : 0;
        DateTimeOffset ended = BatchLineTime.OfBatch(_line.Span, call.ArrivedAt);
        foreach (Range result in InlineResults.Find(_line.Span))
        {
            Read(_line.Span[result], ended);
            await KeepUpAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything taken is durable. False when the ledger could not take it.</summary>
    /// <param name="whole">Whether the body arrived whole, so that its last line is one.</param>
    public async ValueTask<bool> FinishAsync(bool whole)
    {
        if (whole && call.Route.Inline)
        {
            await ReadDocumentAsync().ConfigureAwait(false);
        }
        else if (whole)
        {
            EndLine();
        }

        while (_appends.Count > 0)
        {
            await NextAsync().ConfigureAwait(false);
        }

        return !_failed;
    }

    private async ValueTask NextAsync()
    {
        AppendResult result = await _appends.Dequeue().ConfigureAwait(false);
        _failed |= !result.IsAppended;
    }

    private void Gather(ReadOnlySpan<byte> part)
    {
        if (_skipping || _line.Length + part.Length > LongestLine)
        {
            _skipping = true;
            _line.Release(_line.Length);
        }
        else
        {
            _line.Append(part);
        }
    }

    private void EndLine()
    {
        if (_skipping)
        {
            _skipping = false;
            _unread++;
        }
        else if (!_line.Span.Trim(" \r"u8).IsEmpty)
        {
            Read(_line.Span.Trim(" \r"u8), call.ArrivedAt);
        }

        _line.Release(_line.Length);
    }

    /// <summary>Reads a result.</summary>
    /// <param name="line">The result.</param>
    /// <param name="otherwise">When it was answered if it does not say.</param>
    private void Read(ReadOnlySpan<byte> line, DateTimeOffset otherwise)
    {
        if (
            !BatchResultLine.TryRead(
                call.Route.Api,
                line,
                out BatchResultLine? result,
                call.Upstream.Options.Conditions
            )
        )
        {
            // The first line tells what the file is.
            _isOther = Summary is null;
            _unread += _isOther ? 0 : 1;
        }
        else if (result.Status != BatchLineStatus.Succeeded || result.Usage.Source == UsageSource.None)
        {
            _unbilled++;
        }
        else
        {
            Book(result, BatchLineTime.Of(line, call.ArrivedAt, otherwise));
        }
    }

    private void Book(BatchResultLine result, DateTimeOffset at)
    {
        string subject = SubjectOf(result);
        if (!call.Booking!.TryClaim(BookedKind.Result, BookingKey.OfResult(call.Upstream.Options.Name, subject)))
        {
            _repeated++;
            return;
        }

        _booked++;
        Guid id = ids.Next(time.GetUtcNow());
        Entry entry = CallEntries.Result(call, id, result, subject, pricing.PriceResult(call, result.Usage, at), at);
        _appends.Enqueue(ledger.AppendAsync(entry, CancellationToken.None).AsTask());
    }

    /// <summary>The batch's file and the caller's id of the request; the answer's own id where the caller gave none.</summary>
    private string SubjectOf(BatchResultLine result)
    {
        string custom = result.CustomId ?? result.Usage.ResponseId ?? "";
        if (custom.Length > LongestCustomId)
        {
            byte[] digest = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(custom));
            custom = "sha256:" + Convert.ToHexStringLower(digest);
        }

        return $"{call.Route.Batch}/{custom}";
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
