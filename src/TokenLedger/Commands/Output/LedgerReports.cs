using System.Globalization;
using Microsoft.Data.Sqlite;
using TokenLedger.Accounting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>A ledger opened for one reading command: its files, and the projection at their head.</summary>
internal sealed class LedgerReports : IDisposable
{
    private const int SqliteFull = 13; // https://sqlite.org/rescode.html#full
    private readonly CurrentViews _current;

    private LedgerReports(LedgerReader reader, CurrentViews current, LedgerStamp stamp)
    {
        Reader = reader;
        _current = current;
        Stamp = stamp;
    }

    public LedgerReader Reader { get; }

    public LedgerStamp Stamp { get; }

    public Views Views => _current.Views!;

    /// <exception cref="CommandFailedException">There is no ledger, or no projection that can be read now.</exception>
    public static async Task<LedgerReports> OpenAsync(DataFolder data, TextWriter error, CancellationToken cancellation)
    {
        if (!Directory.Exists(data.Ledger))
        {
            throw new CommandFailedException(
                $"There is no ledger in {data.Path} yet. Start one with 'tokenledger serve', "
                    + "or name the folder it lies in with --data."
            );
        }

        ReadOnlyOpenResult opened = LedgerReader.Open(data.Ledger);
        LedgerReader reader = opened.Reader ?? throw new CommandFailedException(opened.Problem!);
        try
        {
            RefuseLoss(reader, data);
            ProgressLine progress = new(error, reader.Head.Size, TimeProvider.System);
            CurrentViews current = await CurrentViews.OpenAsync(
                new ViewsFolder(data.Views),
                new ReaderSource(reader),
                progress,
                TimeProvider.System,
                cancellation
            );
            Check(current, reader, error);
            return new(reader, current, StampOf(reader));
        }
        catch (Exception failure)
        {
            reader.Dispose();
            if (failure is not CommandFailedException && Sentence(failure, data) is { } sentence)
            {
                throw new CommandFailedException(sentence);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _current.Dispose();
        Reader.Dispose();
    }

    /// <summary>Figures from the entries before a damage would look whole and be too small.</summary>
    private static void RefuseLoss(LedgerReader reader, DataFolder data)
    {
        // In this order: what a checkpoint signs lies in the segments before it is published.
        long signed = reader.ReadCheckpoint().Checkpoint?.Size ?? 0;
        long readable = reader.Refresh().Size;
        if (readable < signed)
        {
            throw new CommandFailedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The ledger in {data.Ledger} is damaged: only {readable:N0} of the {signed:N0} entries that its "
                ) + "checkpoint signs can be read. 'tokenledger verify' says where."
            );
        }
    }

    /// <summary>What to do about a failure that can be expected; null for any other.</summary>
    private static string? Sentence(Exception failure, DataFolder data) =>
        failure switch
        {
            InvalidDataException =>
                $"The ledger in {data.Ledger} is damaged: {failure.Message} 'tokenledger verify' says where.",
            SqliteException { SqliteErrorCode: SqliteFull } =>
                $"The disk that holds {data.Views} is full. Free some space and ask again; 'tokenledger verify' needs none.",
            SqliteException or UnauthorizedAccessException or IOException =>
                $"The views in {data.Views} cannot be written: {failure.Message.TrimEnd('.')}. Give this user access to the "
                    + "folder or delete it (it is built again from the ledger), or copy the data folder to a writable disk.",
            _ => null,
        };

    private static void Check(CurrentViews current, LedgerReader reader, TextWriter error)
    {
        if (current.Views is null)
        {
            throw new CommandFailedException(
                "The views are being built by the running gateway. Ask again in a moment."
            );
        }

        if (current.Behind > 0)
        {
            error.WriteLine(
                $"These figures are {Counted.Of(current.Behind, "entry", "entries")} behind the ledger's {reader.Head.Size:N0}: "
                    + "the running gateway is still folding them in."
            );
        }
    }

    private static LedgerStamp StampOf(LedgerReader reader)
    {
        SignedCheckpoint? checkpoint = reader.ReadCheckpoint().Checkpoint;
        return new(
            reader.Head.Size,
            checkpoint is null
                ? null
                : new(reader.Origin, checkpoint.Size, Convert.ToHexStringLower(checkpoint.Root.Span))
        );
    }
}
