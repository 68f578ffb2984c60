using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>A ledger opened for one reading command: its files, and the projection at their head.</summary>
internal sealed class LedgerReports : IDisposable
{
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
            if (Sentence(failure, data) is { } sentence)
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

    /// <summary>What to do about a failure that can be expected; null for any other.</summary>
    private static string? Sentence(Exception failure, DataFolder data) =>
        failure switch
        {
            InvalidDataException =>
                $"The ledger in {data.Ledger} is damaged: {failure.Message} 'tokenledger verify' says where.",
            SqliteException or UnauthorizedAccessException or IOException =>
                $"The views in {data.Views} cannot be written: {failure.Message} Give this user access to the folder, or "
                    + "delete it: it is built again from the ledger.",
            _ => null,
        };

    private static void Check(CurrentViews current, LedgerReader reader, TextWriter error)
    {
        if (current.Views is null)
        {
            throw new CommandFailedException(
                "The views are being built by the running gateway. Ask again in a moment; 'tokenledger entries' and "
                    + "'tokenledger verify' read the ledger itself."
            );
        }

        if (current.Behind > 0)
        {
            error.WriteLine(
                $"These figures are {current.Behind:N0} entries behind the ledger's {reader.Head.Size:N0}: "
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
