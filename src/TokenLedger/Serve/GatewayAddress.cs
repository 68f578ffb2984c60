using System.Net;
using TokenLedger.Commands;
using TokenLedger.Ledger.Embedded;

namespace TokenLedger.Serve;

/// <summary>
/// The file that says where the gateway of a data folder listens, for commands that must ask it. It counts only while the
/// ledger's lock is held: a killed gateway leaves it behind.
/// </summary>
internal static class GatewayAddress
{
    /// <summary>Notes the address; one that means "every address" is noted as loopback.</summary>
    /// <exception cref="IOException">The data folder cannot be written.</exception>
    public static void Write(DataFolder data, IPEndPoint address)
    {
        bool isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        IPEndPoint reachable = isAny ? new(IPAddress.Loopback, address.Port) : address;
        string beside = data.Address + ".new";
        File.WriteAllText(beside, $"http://{reachable}/\n");
        File.Move(beside, data.Address, overwrite: true);
    }

    /// <summary>The address noted; null when there is none.</summary>
    public static Uri? Read(DataFolder data)
    {
        try
        {
            return Uri.TryCreate(File.ReadAllText(data.Address).Trim(), UriKind.Absolute, out Uri? address)
                ? address
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The address of the gateway that writes the folder's ledger.</summary>
    /// <exception cref="CommandFailedException">It has not said where it listens.</exception>
    public static Uri Require(DataFolder data) =>
        Read(data)
        ?? throw new CommandFailedException(
            $"Process {LedgerReader.WriterProcess(data.Ledger)} writes the ledger in {data.Ledger} and does not say "
                + "where it listens. Stop it, or wait until it has started, and run this again."
        );

    /// <summary>Takes the note away; one that cannot be deleted does no harm once the ledger's lock is free.</summary>
    public static void Delete(DataFolder data)
    {
        try
        {
            File.Delete(data.Address);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
